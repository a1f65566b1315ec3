import { readdir } from 'node:fs/promises';
import type { Db } from '../create-db.js';
import { isUnknownTable } from '../database-errors.js';
import { ownMigrationsDir } from './migration-files.js';

interface Row {
  migration_name: string;
  is_applied: boolean;
}

/**
 * Whether a database is not yet as this build expects it: a migration that lies beside the build was not applied, or any was
 * begun and not ended. A build without migrations beside it can tell only the second.
 *
 * @throws what Prisma throws where the database does not answer
 */
export async function lacksMigrations(db: Db, migrationsDir = ownMigrationsDir): Promise<boolean> {
  try {
    const [expected, rows] = await Promise.all([namesIn(migrationsDir), rowsOf(db)]);
    const applied = new Set(rows.filter((row) => row.is_applied).map((row) => row.migration_name));
    return rows.some((row) => !row.is_applied) || expected.some((name) => !applied.has(name));
  } catch (error) {
    if (isUnknownTable(error)) return true;
    throw error;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function rowsOf(db: Db): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT migration_name, finished_at IS NOT NULL AS is_applied
    FROM _prisma_migrations WHERE rolled_back_at IS NULL`;
}
