import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { User } from './launcher.js';
import type { PostgresPrograms } from './postgres-programs.js';
import { processWords } from './process-words.js';
import { runCommand } from './run-command.js';
import { StartupError } from './startup-error.js';

export const SUPERUSER = 'besage';
export const DATABASE = 'besage';

export interface ClusterOptions {
  programs: PostgresPrograms;
  /** The folder to make. */
  cluster: string;
  password: string;
  user: User | undefined;
}

/**
 * Makes a database cluster with an empty database, unless there is one. Cut short, it leaves nothing that looks like one.
 *
 * @throws StartupError with what PostgreSQL says
 */
export async function ensureCluster({ programs, cluster, password, user }: ClusterOptions): Promise<void> {
  if (await exists(cluster)) return;
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = `${cluster}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const it of [unfinished, passwordFile]) await chown(it, user.uid, user.gid);

  // Unicode's rules come with PostgreSQL itself, the locales of the system differ from machine to machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await runCommand(programs.initdb, ['-D', unfinished, '--no-sync', ...locale, ...login], { user });
  } finally {
    await rm(passwordFile);
  }
  const input = `CREATE DATABASE ${DATABASE}\n`;
  await runCommand(programs.postgres, ['--single', '-D', unfinished, 'postgres'], { user, input });
  await rename(unfinished, cluster);
}

/**
 * Removes the lock file that a killed PostgreSQL left: it would not start again if its process id went to another process.
 *
 * @throws StartupError when PostgreSQL runs on this cluster
 */
export async function forgetDeadPostmaster(cluster: string): Promise<void> {
  const pid = Number((await postmasterLines(cluster))[0]);
  if (!(pid > 0)) return;
  if ((await processWords(pid)).includes(cluster)) {
    throw new StartupError(`PostgreSQL runs on ${cluster} already (process ${pid}).`);
  }
  await rm(`${cluster}/postmaster.pid`, { force: true });
}

/** Whether this process of PostgreSQL takes connections. It says so in its lock file, which is where pg_ctl looks too. */
export async function acceptsConnections(cluster: string, pid: number): Promise<boolean> {
  const lines = await postmasterLines(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function postmasterLines(cluster: string): Promise<string[]> {
  const text = await readFile(`${cluster}/postmaster.pid`, 'utf8').catch(() => '');
  return text.split('\n');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
