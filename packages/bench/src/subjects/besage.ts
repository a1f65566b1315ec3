import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDb, type Db } from '@besage/db';
import { startStack, type Stack } from '@besage/stack';
import { addHistory } from '../crowd/add-history.js';
import { makeChats } from '../crowd/make-chats.js';
import { makePeople, type Person } from '../crowd/make-people.js';
import { rssBytes } from '../measure/process-memory.js';
import type { Processes } from '../measure/sample.js';
import { inspectable, Inspectors } from './inspectors.js';
import type { Chat, Subject } from './subject.js';

export interface BesageOptions {
  apis: number;
  gateways: number;
  /** Gets every line that any process prints. */
  log: (line: string) => void;
}

/** Who wants to watch by Prometheus or OpenTelemetry says where, as for the services themselves. */
function watched(): NodeJS.ProcessEnv {
  const { METRICS_PORT = '0', REALTIME_METRICS_PORT = '0', OTEL_EXPORTER_OTLP_ENDPOINT = '' } = process.env;
  return { METRICS_PORT, REALTIME_METRICS_PORT, OTEL_EXPORTER_OTLP_ENDPOINT };
}

/** Milliseconds: a history may be long. */
const STATEMENT_TIMEOUT = 600_000;
/** In which V8 gives the system back what it has freed. */
const GIVING_BACK_MS = 1_000;

/** Besage itself, of the compiled services, on an empty database that writes as safely as in production. */
export class Besage implements Subject {
  readonly protocol = 'v1';
  /** For what is made past the api. */
  readonly #db: Db;
  readonly #stack: Stack;
  readonly #secretKey: string;
  readonly #inspectors: Inspectors;

  private constructor(stack: Stack, secretKey: string, inspectors: Inspectors) {
    this.#stack = stack;
    this.#secretKey = secretKey;
    this.#inspectors = inspectors;
    this.#db = createDb({ url: this.databaseUrl, statementTimeout: STATEMENT_TIMEOUT, name: 'besage-bench' });
  }

  static async start({ apis, gateways, log }: BesageOptions): Promise<Besage> {
    const secretKey = randomBytes(32).toString('hex');
    // The load is as fast as the answers, not as people type.
    const env = { SECRET_KEY: secretKey, FRAME_RATE: '0', ...watched(), ...inspectable };
    const inspectors = new Inspectors();
    const hear = (line: string): void => {
      inspectors.hear(line);
      log(line);
    };
    const stack = await startStack({ apis, realtimes: gateways, durable: true, env, log: hear });
    return new Besage(stack, secretKey, inspectors);
  }

  get processes(): Processes {
    const { apis, gateways, redis, postgres } = this.#stack;
    return {
      api: apis.map(({ pid }) => pid),
      gateway: gateways.map(({ pid }) => pid),
      redis: [redis.pid],
      postgres: [postgres.pid],
    };
  }

  get databaseUrl(): string {
    return this.#stack.postgres.url;
  }

  get redisUrl(): string {
    return this.#stack.redis.url;
  }

  get apiUrls(): string[] {
    return this.#stack.apis.map(({ url }) => url);
  }

  /** `ws://…` */
  get gatewayUrls(): string[] {
    return this.#stack.gateways.map(({ url }) => url.replace(/^http/, 'ws'));
  }

  /** Starts the gateways anew, as new processes: nothing is left in their memory of what was before. */
  async restartGateways(): Promise<void> {
    for (const gateway of this.#stack.gateways) {
      await gateway.stop();
      await gateway.start();
    }
  }

  /** What the gateways hold when they hold no garbage, in bytes of resident memory. */
  async leanGatewayBytes(): Promise<number> {
    const { gateway = [] } = this.processes;
    // What the first collection lets go of may be what other things waited for.
    for (const pid of [...gateway, ...gateway]) await this.#inspectors.collectGarbage(pid);
    await sleep(GIVING_BACK_MS);
    return gateway.reduce((sum, pid) => sum + rssBytes(pid), 0);
  }

  makePeople(count: number): Promise<Person[]> {
    return makePeople(this.#db, count, this.#secretKey);
  }

  /**
   * Makes a chat of each group of people.
   *
   * @param messages how many there are in all of them together
   * @returns their ids
   */
  async makeChats(groups: Person[][], messages = 0): Promise<string[]> {
    const ids = await makeChats(this.#db, groups);
    if (messages > 0) await addHistory(this.#db, ids, messages);
    // As PostgreSQL does by itself after a minute: without it the planner takes what is new for little.
    await this.#db.$executeRaw`VACUUM (ANALYZE)`;
    return ids;
  }

  /** Sends a message over REST. @throws Error when it is refused */
  async post(token: string, chat: string, content: string): Promise<void> {
    const response = await fetch(`${this.apiUrls[0] ?? ''}/api/messages/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ chat, content }),
    });
    if (!response.ok) throw new Error(`A message was refused with ${response.status}.`);
  }

  async createChats(count: number, people: number): Promise<Chat[]> {
    const all = await this.makePeople(count * people);
    const groups = Array.from({ length: count }, (_, i) => all.slice(i * people, (i + 1) * people));
    const ids = await this.makeChats(groups);
    return groups.map((group, i) => {
      const id = ids[i] ?? '';
      const members = group.map((person, k) => ({
        userId: person.id,
        token: person.token,
        socketUrl: this.#socketUrl(id, person, i + k),
      }));
      return { id, members };
    });
  }

  async stop(): Promise<void> {
    await this.#db.$disconnect();
    await this.#stack.stop();
  }

  /** Straight at a gateway, all of them in turn: in production a proxy that is not Node's passes sockets on. */
  #socketUrl(chatId: string, { token }: Person, i: number): string {
    const { gatewayUrls } = this;
    return `${gatewayUrls[i % gatewayUrls.length] ?? ''}/ws/chat/${chatId}/?token=${token}`;
  }
}
