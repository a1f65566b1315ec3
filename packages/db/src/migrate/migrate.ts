import { setTimeout as pause } from 'node:timers/promises';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import type pg from 'pg';
import { connectOrCreate } from './connect-or-create.js';
import { MigrationError } from './migration-error.js';
import { ownMigrationsDir, readMigrations } from './migration-files.js';
import { noFilters, withSchemaEngine, type SchemaEngine } from './schema-engine.js';

export interface MigrateOptions {
  /** `postgresql://…`; the database is created when the server has none of that name. */
  url: string;
  /** A folder as Prisma's CLI lays it out. */
  migrationsDir?: string;
  /** Gets a sentence for what takes long or deserves a look. */
  log?: (line: string) => void;
}

/**
 * Brings a database up to date with `prisma/migrations`, as `prisma migrate deploy` would: the same engine, the same
 * `_prisma_migrations`, the same lock. Any number of processes may call it at once: one works, the others wait for it.
 * Each migration is one transaction.
 *
 * @returns the names of the migrations that were applied, in order; empty when there was nothing to do
 * @throws MigrationError
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const { url, migrationsDir = ownMigrationsDir, log = () => undefined } = options;
  const migrationsList = await readMigrations(migrationsDir);
  return withMigrationLock(url, log, async (engine) => {
    await refuseOtherHistory(engine, migrationsList, log);
    return { applied: await apply(engine, migrationsList) };
  });
}

/**
 * Says how a migration ended that `_prisma_migrations` has as failed, as `prisma migrate resolve` does. Until then
 * {@link migrate} refuses to go on.
 *
 * @param as `rolled-back`: nothing of it is in the database, apply it again; `applied`: all of it is
 * @throws MigrationError
 */
export async function resolveMigration(
  options: MigrateOptions & { migration: string; as: 'rolled-back' | 'applied' },
): Promise<void> {
  const { url, migration, as, migrationsDir = ownMigrationsDir, log = () => undefined } = options;
  const migrationsList = await readMigrations(migrationsDir);
  await withMigrationLock(url, log, async (engine) => {
    try {
      if (as === 'applied') await engine.markMigrationApplied({ migrationName: migration, migrationsList });
      else await engine.markMigrationRolledBack({ migrationName: migration });
    } catch (cause) {
      throw new MigrationError(textOf(cause), { cause });
    }
  });
}

/** The lock of Prisma's CLI, so that it waits for us and we for it. */
const MIGRATION_LOCK = 72_707_369;
/** Milliseconds until who waits for it asks again. */
const LOCK_RETRY = 200;

async function withMigrationLock<T>(
  url: string,
  log: (line: string) => void,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const client = await connectOrCreate(url, log);
  try {
    await lock(client, log);
    return await withSchemaEngine(client, work);
  } finally {
    // Gives the lock back: it belongs to the connection.
    await client.end();
  }
}

/**
 * Asks again and again instead of waiting in `pg_advisory_lock`: who waits in there is in the midst of a statement, for the end
 * of which an index that is made CONCURRENTLY waits. PostgreSQL would end one of the two as a deadlock.
 */
async function lock(client: pg.Client, log: (line: string) => void): Promise<void> {
  for (let isFirst = true; !(await triesLock(client)); isFirst = false) {
    if (isFirst) log('Another process is migrating this database: waiting for it.');
    await pause(LOCK_RETRY);
  }
}

async function triesLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [MIGRATION_LOCK]);
  return rows[0]?.got ?? false;
}

async function refuseOtherHistory(
  engine: SchemaEngine,
  migrationsList: MigrationList,
  log: (line: string) => void,
): Promise<void> {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: noFilters,
  });
  const failed = found.failedMigrationNames[0];
  if (failed) {
    throw new MigrationError(`The migration ${failed} failed before, or was cut short. ${remedyFor(failed)}`);
  }
  if (found.history && 'unpersistedMigrationNames' in found.history) {
    const unknown = found.history.unpersistedMigrationNames.join(', ');
    throw new MigrationError(
      `The database has migrations that this version does not know: ${unknown}. A newer version has been here; run that one.`,
    );
  }
  for (const name of found.editedMigrationNames) log(`The migration ${name} was edited after it had been applied.`);
}

async function apply(engine: SchemaEngine, migrationsList: MigrationList): Promise<string[]> {
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
    return appliedMigrationNames;
  } catch (cause) {
    throw new MigrationError(explain(cause), { cause });
  }
}

const SCHEMA_NOT_EMPTY = 'P3005';

function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === SCHEMA_NOT_EMPTY) {
    return 'The database already holds tables that are not of Besage. Give it a database of its own.';
  }
  const failed = /migration_name="(.+)"/.exec(String(error))?.[1];
  return failed ? `The migration ${failed} failed: ${textOf(error)}\n${remedyFor(failed)}` : textOf(error);
}

const remedyFor = (failed: string) =>
  `Mend what made it fail and migrate again with --rolled-back ${failed} ` +
  `(or --applied ${failed}, in case all of it is in the database after all).`;

/** What the engine says went wrong, without its stack. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n   0:')[0] ?? text)
    .replace(/^external connector error\s*/, '')
    .replace(/^Error querying .*?: /, '');
}
