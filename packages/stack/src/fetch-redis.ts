import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY } from './repository.js';
import { runCommand } from './run-command.js';

/** How to run a Redis server. */
export interface RedisProgram {
  path: string;
  /** What its environment needs to have. */
  env: NodeJS.ProcessEnv;
}

const CACHE = path.join(REPOSITORY, 'node_modules/.cache/besage');

/**
 * Unpacks Redis from the packages of Debian or one of its children, without root and without installing anything:
 * `redis-tools` and the libraries that the system lacks. Its `redis-check-rdb` is the server under another name.
 *
 * @throws Error when that cannot be done here
 */
export async function fetchRedis(): Promise<RedisProgram> {
  const home = path.join(CACHE, 'redis');
  const fetched = await programIn(home).catch(() => undefined);
  if (fetched) return fetched;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(`${home}-`);
  try {
    await download(work);
    await unpack(work);
    await programIn(path.join(work, 'root'));
    await rm(home, { recursive: true, force: true }); // what does not run, since the system was upgraded
    await rename(path.join(work, 'root'), home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return programIn(home);
}

/** Lets apt find out what is missing, by the lists that the system has or, when these don't do, by fresh ones. */
async function download(work: string): Promise<void> {
  const lists = path.join(work, 'lists');
  await mkdir(path.join(lists, 'partial'), { recursive: true });
  await mkdir(path.join(work, 'archives/partial'), { recursive: true });
  const own = ['Debug::NoLocking=1', 'APT::Sandbox::User=', `Dir::Cache=${work}`, 'Acquire::http::Timeout=10'];
  const install = ['install', '--yes', '--download-only', '--no-install-recommends', 'redis-tools'];
  try {
    await aptGet(install, own);
  } catch {
    own.push(`Dir::State::lists=${lists}`);
    await aptGet(['update'], own).catch(() => undefined); // a source out of reach may be one that we don't need
    await aptGet(install, own);
  }
}

async function aptGet(args: string[], settings: string[]): Promise<void> {
  await runCommand('apt-get', [...settings.flatMap((setting) => ['-o', setting]), ...args]);
}

async function unpack(work: string): Promise<void> {
  const archives = path.join(work, 'archives');
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await runCommand('dpkg-deb', ['-x', path.join(archives, file), path.join(work, 'root')]);
  }
  await symlink('redis-check-rdb', path.join(work, 'root/usr/bin/redis-server'));
}

/** The server unpacked in `root`, tried out. */
async function programIn(root: string): Promise<RedisProgram> {
  const library = path.join(root, 'usr/lib');
  const libraries = (await readdir(library)).map((folder) => path.join(library, folder));
  const program = {
    path: path.join(root, 'usr/bin/redis-server'),
    env: { LD_LIBRARY_PATH: libraries.join(path.delimiter) },
  };
  await runCommand(program.path, ['--version'], { env: { ...process.env, ...program.env } });
  return program;
}
