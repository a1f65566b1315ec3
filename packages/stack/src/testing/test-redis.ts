import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { redisPlace } from '../redis-place.js';
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

/**
 * @param options.persist whether it keeps what it holds when it is stopped in order; else it comes back empty
 * @param options.nodes see `redisPlace`
 */
export async function startTestRedis({
  persist = false,
  ...size
}: { persist?: boolean; nodes?: number } = {}): Promise<TestRedis> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'besage-redis-'));
  const { launch } = await redisPlace({ dataDir, persist, log: () => undefined, ...size });
  const server = await Restartable.start(launch);
  const remove = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  };
  return { server, remove };
}
