import { randomUUID } from 'node:crypto';
import type { ChatProtocol } from '../load/plans.js';
import type { Processes } from '../measure/sample.js';
import { PeerProcess } from '../peers/peer-process.js';
import type { Besage } from './besage.js';
import type { Chat, PeerName, Subject } from './subject.js';

/** How each peer is started, and where its sockets are. */
interface PeerKind {
  program: string;
  protocol: ChatProtocol;
  /** Which servers of Besage's it uses besides its own process. */
  uses: ('redis' | 'postgres')[];
  socketUrl: (port: number, chatId: string, userId: string) => string;
}

const kinds: Record<PeerName, PeerKind> = {
  'raw-ws': {
    program: 'raw-ws',
    protocol: 'v1',
    uses: [],
    socketUrl: (port, chatId) => `ws://127.0.0.1:${port}/ws/chat/${chatId}/`,
  },
  'socket.io': {
    program: 'socket-io',
    protocol: 'socket.io',
    uses: ['redis', 'postgres'],
    socketUrl: (port, chatId, userId) => `http://127.0.0.1:${port}/?chat=${chatId}&token=${userId}`,
  },
};

/** A peer of Besage on the same PostgreSQL and Redis. It checks nobody, so its people and chats are but names. */
export class Peer implements Subject {
  readonly protocol: ChatProtocol;
  readonly processes: Processes;
  readonly #process: PeerProcess;
  readonly #socketUrl: PeerKind['socketUrl'];

  private constructor({ protocol, uses, socketUrl }: PeerKind, process: PeerProcess, besage: Processes) {
    this.protocol = protocol;
    this.processes = {
      server: [process.pid],
      ...Object.fromEntries(uses.map((name) => [name, besage[name] ?? []])),
    };
    this.#process = process;
    this.#socketUrl = socketUrl;
  }

  static async start(name: PeerName, besage: Besage): Promise<Peer> {
    const env = { DATABASE_URL: besage.databaseUrl, REDIS_URL: besage.redisUrl };
    return new Peer(kinds[name], await PeerProcess.start(kinds[name].program, env), besage.processes);
  }

  createChats(count: number, people: number): Promise<Chat[]> {
    const chats = Array.from({ length: count }, () => {
      const id = randomUUID();
      const userIds = Array.from({ length: people }, () => randomUUID());
      return {
        id,
        members: userIds.map((userId) => ({
          userId,
          token: userId,
          socketUrl: this.#socketUrl(this.#process.port, id, userId),
        })),
      };
    });
    return Promise.resolve(chats);
  }

  stop(): Promise<void> {
    return this.#process.end();
  }
}
