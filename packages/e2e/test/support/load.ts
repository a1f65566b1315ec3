import { setTimeout as pause } from 'node:timers/promises';
import type { ChatSocket } from './chat-socket.js';
import type { Address } from '../../src/address.js';
import { rest, type Answer, type Person } from './person.js';

/** Milliseconds from one send of a person to their next. */
const PACE = 100;

export interface LoadOptions {
  chatId: string;
  /** They send by their sockets, and wait for nothing. */
  speaking: ChatSocket[];
  /** They send over REST, one after the other; each to one of the apis. */
  posting: Person[];
  apis: Address[];
}

/** People who keep sending until they are told to stop. Every content is another one, and serves as `client_id` too. */
export class Load {
  /** What each socket has said, in order. */
  readonly said: string[][];
  /** What REST has answered with 201. */
  readonly acked: string[] = [];
  /** What REST has answered instead. */
  readonly refused: Answer[] = [];
  private readonly options: LoadOptions;
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;

  constructor(options: LoadOptions) {
    this.options = options;
    this.said = options.speaking.map(() => []);
    this.running = Promise.all([
      ...options.speaking.map((socket, i) => this.repeat((n) => this.speak(socket, i, n))),
      ...options.posting.map((person, i) => this.repeat((n) => this.post(person, i, n))),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async repeat(send: (n: number) => void | Promise<void>): Promise<void> {
    for (let n = 0; !this.stopping.signal.aborted; n++) {
      await send(n);
      await pause(PACE);
    }
  }

  private speak(socket: ChatSocket, i: number, n: number): void {
    const content = `socket ${String(i)}, message ${String(n)}`;
    this.said[i]!.push(content);
    socket.say(content, content);
  }

  private async post(person: Person, i: number, n: number): Promise<void> {
    const { apis, chatId } = this.options;
    const content = `REST ${String(i)}, message ${String(n)}`;
    const request = { token: person.access, body: { content, client_id: content } };
    const answer = await rest(apis[i % apis.length]!, 'POST', `/api/chats/${chatId}/messages/`, request);
    if (answer.status === 201) this.acked.push(content);
    else this.refused.push(answer);
  }
}
