import type { Db } from '../create-db.js';
import { lacksMigrations } from './lacks-migrations.js';

/**
 * Says once, at the start of a service, that its database lacks migrations and what applies them. Otherwise the first sign in
 * the log would be a table that somebody's request did not find.
 *
 * @param log what the service logs to
 */
export async function warnOfMissingMigrations(db: Db, log: { warn: (text: string) => void }): Promise<void> {
  // A database that does not answer is told of elsewhere.
  if (!(await lacksMigrations(db).catch(() => false))) return;
  log.warn('the database lacks migrations, or one of them failed: node packages/db/dist/bin/migrate.js says more');
}
