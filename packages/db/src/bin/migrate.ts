import { parseArgs } from 'node:util';
import { migrate, resolveMigration } from '../migrate/migrate.js';
import { MigrationError } from '../migrate/migration-error.js';

const usage = `Brings the database of DATABASE_URL up to date.

  --migrations <folder>   other migrations than those of this repository
  --rolled-back <name>    first say that nothing of a failed migration stayed
  --applied <name>        first say that all of a failed migration did`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      migrations: { type: 'string' },
      'rolled-back': { type: 'string' },
      applied: { type: 'string' },
    },
  });
  if (values.help) return console.log(usage);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new MigrationError('Set DATABASE_URL, for example postgresql://user:password@localhost:5432/besage.');

  const options = { url, log: console.log, ...(values.migrations && { migrationsDir: values.migrations }) };
  for (const as of ['rolled-back', 'applied'] as const) {
    const migration = values[as];
    if (migration) await resolveMigration({ ...options, migration, as });
  }
  const { applied } = await migrate(options);
  for (const name of applied) console.log(`Applied ${name}.`);
  if (applied.length === 0) console.log('The database is up to date.');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof MigrationError ? error.message : error);
  process.exitCode = 1;
}
// Prisma's engine leaves a timer of ten seconds behind, its patience for a lock. A deploy need not wait for that.
process.exit();
