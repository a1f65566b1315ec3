import type { TestProject } from 'vitest/node';
import { startStack } from '../stack.js';
import { administer, databaseName } from './administer.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database that holds all migrations and nothing else; it takes no connections, `createTestDatabase` clones it. */
    templateUrl: string;
    redisUrl: string;
  }
}

/** What vitest runs before the first test: one PostgreSQL and one Redis for all of them. Gives what runs after the last. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { postgres, redis, stop } = await startStack({ apis: 0, realtimes: 0 });
  // PostgreSQL clones only a database that nobody is connected to.
  await administer(postgres.url, `ALTER DATABASE ${databaseName(postgres.url)} ALLOW_CONNECTIONS false`);
  project.provide('templateUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return stop;
}
