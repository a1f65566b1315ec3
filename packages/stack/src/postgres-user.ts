import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { User } from './launcher.js';
import { StartupError } from './startup-error.js';

/**
 * PostgreSQL refuses to run as root. Who runs it then: the owner of the data that is there, else the system's `postgres`
 * or `nobody`. Undefined when we are not root ourselves.
 *
 * @param cluster the folder of the data, which may not exist yet
 * @param paths what else that user must reach
 */
export async function postgresUser(cluster: string, paths: string[]): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const account = (await ownerOf(cluster)) ?? (await accountOf('postgres')) ?? (await accountOf('nobody'));
  if (!account) throw new StartupError('PostgreSQL does not run as root, and there is nobody else: start as a user.');
  return { ...account, entersClosedFolders: await anyIsClosed([cluster, ...paths].flatMap(foldersAbove)) };
}

type Account = Pick<User, 'uid' | 'gid'>;

async function ownerOf(folder: string): Promise<Account | undefined> {
  const stats = await stat(folder).catch(() => undefined);
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

async function accountOf(name: string): Promise<Account | undefined> {
  const entry = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(await readFile('/etc/passwd', 'utf8'));
  return entry ? { uid: Number(entry[1]), gid: Number(entry[2]) } : undefined;
}

function foldersAbove(file: string): string[] {
  const folder = path.dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}

/** Whether one of the folders lets only its owner or group pass. */
async function anyIsClosed(folders: string[]): Promise<boolean> {
  const OTHERS_PASS = 0o001;
  const stats = await Promise.all(folders.map((folder) => stat(folder)));
  return stats.some(({ mode }) => (mode & OTHERS_PASS) === 0);
}
