import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { spawnChild, type LineLog } from './child.js';
import { keptSecret } from './kept-value.js';
import { redisProgram } from './redis-program.js';
import { serverOf, type Server } from './server.js';

/** Where Redis keeps what it holds, in its folder: from 7 on, and before. */
const APPENDED = ['appendonlydir', 'appendonly.aof'];

export interface RedisOptions {
  /** Absolute path of the folder that holds its data, configuration and password; made when it is not there. */
  dataDir: string;
  port: number;
  /** Whether what it holds survives its end. */
  persist: boolean;
  log: LineLog;
  /** Where it speaks to the other nodes, if it is to be one of a cluster. */
  busPort?: number | undefined;
  env?: NodeJS.ProcessEnv;
  pidFile?: string;
}

/**
 * Starts Redis, or Valkey, on the loopback interface.
 *
 * @throws StartupError that says what to install where it cannot be had
 */
export async function startRedis(options: RedisOptions): Promise<Server> {
  const { dataDir, port, persist, busPort, log, pidFile } = options;
  await mkdir(dataDir, { recursive: true });
  const password = await keptSecret(path.join(dataDir, 'password'));
  const program = await redisProgram();
  const config = path.join(dataDir, 'redis.conf');
  await writeFile(config, configuration({ port, dataDir, persist, password, busPort }), { mode: 0o600 });

  const child = await spawnChild({
    name: 'redis',
    command: program.path,
    args: [config],
    env: { ...(options.env ?? process.env), ...program.env },
    log,
    pidFile,
    stopSignal: 'SIGTERM',
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  return serverOf(child, { url, port }, () => answersPing(url));
}

/** Removes what a Redis, which must not be running, has kept in its folder. */
export async function forgetKept(dataDir: string): Promise<void> {
  for (const name of APPENDED) await rm(path.join(dataDir, name), { recursive: true, force: true });
}

function configuration(
  options: Pick<RedisOptions, 'port' | 'dataDir' | 'persist' | 'busPort'> & { password: string },
): string {
  const { busPort } = options;
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir ${JSON.stringify(options.dataDir)}`,
    `appendonly ${options.persist ? 'yes' : 'no'}`,
    'save ""',
    ...(busPort === undefined ? [] : clusterConfiguration(busPort, options.password)),
    'set-proc-title no', // its own title would hide from `processWords` whose it is
    '',
  ].join('\n');
}

/** A node that is silent for two seconds counts as gone. */
function clusterConfiguration(busPort: number, password: string): string[] {
  return ['cluster-enabled yes', `cluster-port ${busPort}`, 'cluster-node-timeout 2000', `masterauth ${password}`];
}

/** Whether a Redis at this address, the first of several, answers and has loaded what it kept. */
export async function answersPing(url: string): Promise<boolean> {
  const [first = url] = url.split(/,(?=rediss?:)/);
  const redis = new Redis(first, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
