import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { administer, databaseName } from './administer.js';

/** A database with all migrations that one test file has for itself. */
export interface TestDatabase {
  url: string;
  /** Removes it, whoever is connected. */
  drop: () => Promise<void>;
}

/**
 * Clones the database that the global setup has migrated, safely from any number of test files at once. To clone a
 * template for each test is an idea of trigger.dev's.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(templateUrl, `CREATE DATABASE ${name} TEMPLATE ${databaseName(templateUrl)}`);
  return {
    url: Object.assign(new URL(templateUrl), { pathname: name }).href,
    drop: () => administer(templateUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}
