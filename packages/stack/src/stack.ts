import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@besage/db';
import type { LineLog } from './child.js';
import { freePort } from './free-port.js';
import { startPostgres } from './postgres.js';
import { redisPlace } from './redis-place.js';
import { Restartable } from './restartable.js';
import type { Server } from './server.js';
import { compiled, startService, type App, type ServiceOptions } from './service.js';

export interface StackOptions {
  /** How many copies of the api; 1 by default. */
  apis?: number;
  /** How many gateways; 1 by default. */
  realtimes?: number;
  /** Settings of the services beside those that make them one system; a port for metrics is for the first copy of each. */
  env?: NodeJS.ProcessEnv;
  /** Whether PostgreSQL writes as safely as in production, as a benchmark must; false by default. */
  durable?: boolean;
  /** Whether Redis keeps what it holds when it is stopped; by default it comes back empty. */
  persistRedis?: boolean;
  /** Settings of one copy alone, asked for once: a way of its own to PostgreSQL, say. */
  ownEnv?: (copy: Copy) => Promise<NodeJS.ProcessEnv>;
  /** Gets every line that any process prints. */
  log?: LineLog;
}

/** A port is one process's alone, and whoever starts many of them may have set it for another. */
const noMetrics = { METRICS_PORT: '0', REALTIME_METRICS_PORT: '0' };
/** Nor does anybody watch who watches something else on this machine. */
const unwatched = { ...noMetrics, OTEL_EXPORTER_OTLP_ENDPOINT: '' };

/** One of the services that a stack is about to start. */
export interface Copy {
  app: App;
  /** Which of its app, from 0 on. */
  index: number;
  /** The settings that all have. */
  env: NodeJS.ProcessEnv;
}

/** A whole system of its own on free ports of the loopback interface, with a handle on each process. */
export interface Stack {
  postgres: Restartable;
  redis: Restartable;
  apis: Restartable[];
  /** The realtime processes. Each api passes `/ws/` on to one of them. */
  gateways: Restartable[];
  /** Removes what a Redis that is not running has kept: it comes back empty. */
  forgetRedis: () => Promise<void>;
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
  const { durable = false, persistRedis = false, log = () => undefined } = options;
  const postgresPlace = { dataDir: path.join(folder, 'postgres'), port: await freePort() };
  const ofRedis = await redisPlace({ dataDir: path.join(folder, 'redis'), persist: persistRedis, log });
  const [postgres, redis] = await Promise.all([
    run(() => startPostgres({ ...postgresPlace, durable, log })),
    run(ofRedis.launch),
  ]);
  await migrate({ url: postgres.url });
  const env = {
    ...process.env,
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'warn',
    SECRET_KEY: randomBytes(32).toString('hex'),
    ...unwatched,
    ...options.env,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
  };
  return { postgres, redis, forgetRedis: ofRedis.forget, ...(await startServices({ ...options, env, log }, run)) };
}

async function startServices(
  options: StackOptions & Pick<ServiceOptions, 'env' | 'log'>,
  run: Run,
): Promise<Pick<Stack, 'apis' | 'gateways'>> {
  const { apis = 1, realtimes = 1, env, ownEnv, log } = options;
  const start = async (app: App, port: number, index: number, settings: NodeJS.ProcessEnv = {}) => {
    const all = { ...env, ...settings, ...(index > 0 && noMetrics) };
    const own = { ...all, ...(await ownEnv?.({ app, index, env: all })) };
    return run(() => startService({ app, host: '127.0.0.1', port, program: compiled(app), env: own, log }));
  };

  const [apiPorts, gatewayPorts] = await Promise.all([freePorts(apis), freePorts(realtimes)]);
  const gatewayOf = (i: number): string => `http://127.0.0.1:${gatewayPorts[i % realtimes]}`;
  const startApi = (port: number, i: number): Promise<Restartable> =>
    start('api', port, i, realtimes > 0 ? { REALTIME_URL: gatewayOf(i) } : {});
  // Gateways tell the addresses of images too, which an api serves; and believe it where sockets come from.
  const startGateway = (port: number, i: number): Promise<Restartable> =>
    start('realtime', port, i, { PORT: String(apiPorts[0] ?? 0), TRUST_PROXY: env['TRUST_PROXY'] ?? 'loopback' });
  const [startedApis, gateways] = await Promise.all([
    Promise.all(apiPorts.map(startApi)),
    Promise.all(gatewayPorts.map(startGateway)),
  ]);
  return { apis: startedApis, gateways };
}

function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}
