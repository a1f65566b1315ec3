import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { freePort } from '../free-port.js';
import { startRedis } from '../redis.js';
import { Restartable } from '../restartable.js';

/** The address of the Redis that all test files share; a test keeps to a prefix of its own. */
export function sharedRedisUrl(): string {
  return inject('redisUrl');
}

/** A prefix for streams and keys that no other test has. */
export function uniquePrefix(): string {
  return `test-${randomUUID()}`;
}

/** A Redis that one test has for itself, to stop it and start it again. */
export interface TestRedis {
  server: Restartable;
  /** Stops it and removes its data. */
  remove: () => Promise<void>;
}

/** @param persist whether it keeps what it holds when it is stopped in order; else it comes back empty */
export async function startTestRedis({ persist = false } = {}): Promise<TestRedis> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'besage-redis-'));
  const port = await freePort();
  const server = await Restartable.start(() => startRedis({ dataDir, port, persist, log: () => undefined }));
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  };
  return { server, remove };
}
