import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@besage/db';
import type { LineLog } from './child.js';
import { freePort } from './free-port.js';
import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';
import { Restartable } from './restartable.js';
import type { Server } from './server.js';
import { startService, type App } from './service.js';

export interface StackOptions {
  /** How many copies of the api; 1 by default. */
  apis?: number;
  /** How many gateways; 1 by default. */
  realtimes?: number;
  /** Settings of the services beside those that make them one system. */
  env?: NodeJS.ProcessEnv;
  /** Whether PostgreSQL writes as safely as in production, as a benchmark must; false by default. */
  durable?: boolean;
  /** Whether Redis keeps what it holds when it is stopped; by default it comes back empty. */
  persistRedis?: boolean;
  /** Gets every line that any process prints. */
  log?: LineLog;
}

/** A whole system of its own on free ports of the loopback interface, with a handle on each process. */
export interface Stack {
  postgres: Restartable;
  redis: Restartable;
  apis: Restartable[];
  /** The realtime processes. Each api passes `/ws/` on to one of them. */
  gateways: Restartable[];
  /** Ends what runs, in order, and removes the data. */
  stop: () => Promise<void>;
}

type Run = (launch: () => Promise<Server>) => Promise<Restartable>;

/**
 * Starts a system out of the compiled services, with the migrations applied.
 *
 * @throws StartupError with the last lines of the process that does not get ready; the others are ended then
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'besage-stack-'));
  const started: Promise<Restartable>[] = [];
  const run: Run = (launch) => {
    const server = Restartable.start(launch);
    started.push(server);
    return server;
  };
  const stop = async (): Promise<void> => {
    const servers = await Promise.allSettled(started.toReversed());
    for (const server of servers) if (server.status === 'fulfilled') await server.value.stop();
    await rm(folder, { recursive: true });
  };
  try {
    return { ...(await startServers(options, folder, run)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(options: StackOptions, folder: string, run: Run): Promise<Omit<Stack, 'stop'>> {
  const { apis = 1, realtimes = 1, durable = false, persistRedis = false, log = () => undefined } = options;
  const postgres = await run(() => startPostgres({ dataDir: path.join(folder, 'postgres'), durable, log }));
  const redis = await run(() => startRedis({ dataDir: path.join(folder, 'redis'), persist: persistRedis, log }));
  await migrate({ url: postgres.url });

  const env = {
    ...process.env,
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'warn',
    SECRET_KEY: randomBytes(32).toString('hex'),
    ...options.env,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
  };
  const runService = async (app: App, more: NodeJS.ProcessEnv = {}): Promise<Restartable> => {
    const port = await freePort();
    return run(() => startService({ app, host: '127.0.0.1', port, env: { ...env, ...more }, log }));
  };
  const gateways = await Promise.all(Array.from({ length: realtimes }, () => runService('realtime')));
  const startApi = (_: unknown, i: number): Promise<Restartable> =>
    runService('api', { REALTIME_URL: gateways[i % realtimes]?.url });
  return { postgres, redis, gateways, apis: await Promise.all(Array.from({ length: apis }, startApi)) };
}
