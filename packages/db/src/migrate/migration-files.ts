import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm';
import { MigrationError } from './migration-error.js';

/** `prisma/migrations` of this repository, seen from `src/migrate` and from `dist/migrate` alike. */
export const ownMigrationsDir = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

/**
 * Reads a folder of migrations, laid out as by Prisma's CLI: in it a folder for each, with a `migration.sql`.
 *
 * @throws MigrationError when something of it cannot be read
 */
export async function readMigrations(dir: string): Promise<MigrationList> {
  const entries = await orExplain(readdir(dir, { withFileTypes: true }));
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = 'migration_lock.toml';
  return {
    baseDir: dir,
    lockfile: { path: lockfile, content: await orExplain(readFile(join(dir, lockfile), 'utf8')) },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.sort().map((name) => readMigration(dir, name))),
  };
}

async function readMigration(dir: string, name: string): Promise<MigrationDirectory> {
  const file = 'migration.sql';
  const content = await orExplain(readFile(join(dir, name, file), 'utf8'));
  return { path: name, migrationFile: { path: file, content: { tag: 'ok', value: content } } };
}

async function orExplain<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (cause) {
    throw new MigrationError(`The migrations cannot be read: ${String(cause)}.`, { cause });
  }
}
