import { startStack, type Stack } from '@besage/stack';
import { eachOf } from '../each-of.js';
import type { Processes } from '../measure/measure.js';
import { createChat, register, type Account } from './rest.js';
import type { Chat, Subject } from './subject.js';

/** As many as an api hashes passwords for without letting any of them wait long. */
const REQUESTS_AT_ONCE = 8;

export interface BesageOptions {
  apis: number;
  gateways: number;
  /** Gets every line that any process prints. */
  log: (line: string) => void;
}

/** Besage itself, of the compiled services, on an empty database that writes as safely as in production. */
export class Besage implements Subject {
  private readonly stack: Stack;
  /** Registering costs a password hash, so people are used again in later chats. */
  private readonly people: Account[] = [];

  private constructor(stack: Stack) {
    this.stack = stack;
  }

  static async start({ apis, gateways, log }: BesageOptions): Promise<Besage> {
    const env = { FRAME_RATE: '0' }; // the load is as fast as the answers, not as people type
    return new Besage(await startStack({ apis, realtimes: gateways, durable: true, env, log }));
  }

  get processes(): Processes {
    const { apis, gateways, redis, postgres } = this.stack;
    return {
      api: apis.map(({ pid }) => pid),
      gateway: gateways.map(({ pid }) => pid),
      redis: [redis.pid],
      postgres: [postgres.pid],
    };
  }

  get databaseUrl(): string {
    return this.stack.postgres.url;
  }

  async createChats(count: number, people: number): Promise<Chat[]> {
    await this.registerUpTo(count * people);
    const groups = Array.from({ length: count }, (_, i) => this.people.slice(i * people, (i + 1) * people));
    return eachOf(groups, REQUESTS_AT_ONCE, async (group, i) => {
      const { id } = await createChat(this.apiUrl(i), group, `Chat ${i}`);
      return {
        id,
        members: group.map((account, k) => ({ userId: account.id, socketUrl: this.socketUrl(id, account, i + k) })),
      };
    });
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }

  private async registerUpTo(count: number): Promise<void> {
    const known = this.people.length;
    const missing = Array.from({ length: Math.max(0, count - known) }, (_, i) => known + i);
    this.people.push(...(await eachOf(missing, REQUESTS_AT_ONCE, (i) => register(this.apiUrl(i), `person-${i}`))));
  }

  private apiUrl(i: number): string {
    return urlOf(this.stack.apis, i);
  }

  /** Straight at a gateway: in production a proxy that is not Node's passes sockets on. */
  private socketUrl(chatId: string, { token }: Account, i: number): string {
    const gateway = urlOf(this.stack.gateways, i).replace(/^http/, 'ws');
    return `${gateway}/ws/chat/${chatId}/?token=${token}`;
  }
}

/** They are used in turn. */
function urlOf(copies: { url: string }[], i: number): string {
  const copy = copies[i % copies.length];
  if (!copy) throw new Error('There is no such process.');
  return copy.url;
}
