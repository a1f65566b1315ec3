import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { fetchRedis, type RedisProgram } from './fetch-redis.js';
import { StartupError } from './startup-error.js';

/**
 * A Redis server: of the PATH, else fetched from the system's Debian packages into a cache that all copies of Besage in
 * this clone share.
 *
 * @throws StartupError that says what to install
 */
export async function redisProgram(): Promise<RedisProgram> {
  for (const name of ['redis-server', 'valkey-server']) {
    const found = await onPath(name);
    if (found !== undefined) return { path: found, env: {} };
  }
  try {
    return await fetchRedis();
  } catch (error) {
    throw new StartupError(
      'There is no Redis: install redis-server or valkey-server (6.2 or newer), or set REDIS_URL to one that runs.',
      { cause: error },
    );
  }
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
