import { expect, onTestFinished, test } from 'vitest';
import { createDb } from '../src/create-db.js';
import { warnOfMissingMigrations } from '../src/migrate/warn-of-missing-migrations.js';
import { migratedDatabase } from './own-database.js';

test('warns of migrations that are missing, and of nothing else', async () => {
  const db = createDb({ url: await migratedDatabase() });
  onTestFinished(() => db.$disconnect());
  const lines: string[] = [];
  const warn = () => warnOfMissingMigrations(db, { warn: (text) => lines.push(text) });

  await warn();
  expect(lines).toEqual([]);

  await db.$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_init'`;
  await warn();
  expect(lines).toEqual([expect.stringContaining('migrate.js')]);
});
