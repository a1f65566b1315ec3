import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type Copy, type Restartable, type Stack } from '@besage/stack';
import type { Fault } from './schedule.js';
import { TcpProxy, type ProxyMode } from './tcp-proxy.js';

const COPIES = 2;
const DAY = 24 * 3_600;

/** Waits as long as a fault lasts. */
type Wait = () => Promise<void>;

/** The lines of one service: it reaches each store through a proxy of its own. */
interface Lines {
  redis: TcpProxy;
  postgres: TcpProxy;
}

/** The whole system, two copies of each service, with a hand on every process and on every line between them. */
export class System {
  private readonly stack: Stack;
  private readonly lines: Map<string, Lines>;

  private constructor(stack: Stack, lines: Map<string, Lines>) {
    this.stack = stack;
    this.lines = lines;
  }

  /**
   * Starts it, with a PostgreSQL that writes as safely as in production and a Redis that keeps what it holds.
   *
   * @param log gets every line that any process prints
   * @throws StartupError when it does not come up
   */
  static async start(log: (line: string) => void): Promise<System> {
    const lines = new Map<string, Lines>();
    const ownEnv = async ({ app, index, env }: Copy): Promise<NodeJS.ProcessEnv> => {
      const [redis, postgres] = await Promise.all([throughProxy(env['REDIS_URL']), throughProxy(env['DATABASE_URL'])]);
      lines.set(`${app === 'api' ? 'api' : 'gateway'} ${index}`, { redis: redis.proxy, postgres: postgres.proxy });
      return { REDIS_URL: redis.url, DATABASE_URL: postgres.url };
    };
    const env = { ACCESS_TOKEN_TTL: String(DAY) };
    const options = { apis: COPIES, realtimes: COPIES, durable: true, persistRedis: true, env, ownEnv, log };
    return new System(await startStack(options), lines);
  }

  get apis(): Restartable[] {
    return this.stack.apis;
  }

  /** Whoever takes sockets: the gateways, and the apis, which pass them on. */
  get sockets(): Restartable[] {
    return [...this.stack.gateways, ...this.stack.apis];
  }

  /** Past all proxies. */
  get databaseUrl(): string {
    return this.stack.postgres.url;
  }

  /**
   * Does what a fault is about, and undoes it after its time, or when `signal` aborts. Resolves when all is as it was,
   * and healthy.
   */
  async suffer({ subject, copy, act, duration }: Fault, signal: AbortSignal): Promise<void> {
    const wait = () => pause(duration, undefined, { signal }).catch(() => undefined);
    const server = this.serverOf(subject, copy);
    switch (act) {
      case 'kill':
        await server.kill();
        await wait();
        return server.start();
      case 'kill and empty':
        await server.kill();
        await this.stack.forgetRedis();
        await wait();
        return server.start();
      case 'restart':
        await server.stop();
        return server.start();
      case 'pause':
        return suspend(server, subject === 'postgres', wait);
      case 'cut redis':
      case 'cut postgres':
      case 'stall redis':
      case 'stall postgres':
        return this.disturb(`${subject} ${copy}`, act, wait);
    }
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    const proxies = [...this.lines.values()].flatMap(({ redis, postgres }) => [redis, postgres]);
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }

  private serverOf(subject: Fault['subject'], copy: number): Restartable {
    const { apis, gateways, redis, postgres } = this.stack;
    const server = { api: apis[copy], gateway: gateways[copy], redis, postgres }[subject];
    if (!server) throw new RangeError(`There is no ${subject} ${copy}.`);
    return server;
  }

  private async disturb(service: string, act: Fault['act'], wait: Wait): Promise<void> {
    const lines = this.lines.get(service);
    const line = act.endsWith('redis') ? lines?.redis : lines?.postgres;
    const mode: ProxyMode = act.startsWith('cut') ? 'cut' : 'stall';
    line?.switchTo(mode);
    await wait();
    line?.switchTo('pass');
  }
}

async function throughProxy(address = ''): Promise<{ proxy: TcpProxy; url: string }> {
  const url = new URL(address);
  const proxy = await TcpProxy.start(Number(url.port));
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

/** Stops a process in its tracks for a while; of PostgreSQL the processes that serve its connections too. */
async function suspend(server: Restartable, isPostgres: boolean, wait: Wait): Promise<void> {
  server.signal('SIGSTOP');
  const backends = isPostgres ? await childrenOf(server.pid) : [];
  signalAll(backends, 'SIGSTOP');
  await wait();
  signalAll(backends, 'SIGCONT');
  server.signal('SIGCONT');
}

/** Linux tells; elsewhere nobody is found. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}
