import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, resolveMigration } from '../src/migrate/migrate.js';
import { ownMigrationsDir } from '../src/migrate/migration-files.js';
import { absentDatabase, connected, query } from './own-database.js';
import { ownMigrations } from './own-migrations.js';

interface Book {
  id: string;
  checksum: string;
  migration_name: string;
  started_at: Date;
  finished_at: Date | null;
  applied_steps_count: number;
  logs: string | null;
  rolled_back_at: Date | null;
}

const books = (url: string) => query<Book>(url, 'SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name');

async function tables(url: string): Promise<string[]> {
  const sql = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
  return (await query<{ name: string }>(url, sql)).map(({ name }) => name);
}

describe('migrate', () => {
  it('creates the database and everything in it, and then has nothing to do', async () => {
    const url = await absentDatabase();

    const first = await migrate({ url });
    const second = await migrate({ url });

    expect(first.applied[0]).toBe('20261123150000_init');
    expect(second.applied).toEqual([]);
    expect(await tables(url)).toContain('log_entries');
  });

  it('keeps the same books as the CLI of Prisma', async () => {
    const url = await absentDatabase();

    const { applied: names } = await migrate({ url });

    const rows = await books(url);
    expect(rows.map((row) => row.migration_name)).toEqual(names);
    const sql = await readFile(join(ownMigrationsDir, names[0]!, 'migration.sql'));
    const checksum = createHash('sha256').update(sql).digest('hex');
    expect(rows[0]).toMatchObject({ checksum, applied_steps_count: 1, logs: null, rolled_back_at: null });
    expect(rows[0]?.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(rows[0]?.finished_at?.getTime()).toBeGreaterThanOrEqual(rows[0]!.started_at.getTime());
  });

  it('runs once when many start it at once', async () => {
    const url = await absentDatabase();
    // An index that is made CONCURRENTLY waits for all that others are doing, those too who wait to migrate.
    const [a, index] = ['CREATE TABLE a (id int)', 'CREATE INDEX CONCURRENTLY i ON a (id)'];
    const migrationsDir = await ownMigrations({ '1_a': a, '2_index': index });

    const results = await Promise.all([1, 2, 3, 4].map(() => migrate({ url, migrationsDir })));

    expect(results.map((result) => result.applied).filter((names) => names.length > 0)).toEqual([['1_a', '2_index']]);
    expect(await books(url)).toHaveLength(2);
  });

  it('waits for the CLI of Prisma, and says so', async () => {
    const url = await absentDatabase();
    await migrate({ url, migrationsDir: await ownMigrations({}) });
    const migrationsDir = await ownMigrations({ '1_a': 'CREATE TABLE a (id int)' });

    const migrating = await connected(url, async (client) => {
      await client.query('SELECT pg_advisory_lock(72707369)');
      return new Promise<{ done: Promise<unknown> }>((resolve) => {
        const done = migrate({ url, migrationsDir, log: () => resolve({ done }) });
      });
    });

    expect(await migrating.done).toEqual({ applied: ['1_a'] });
  });

  it('sends a migration whole, with the semicolons in it', async () => {
    const url = await absentDatabase();
    const migrationsDir = await ownMigrations({
      '1_a': `CREATE TABLE a (t text DEFAULT 'x;y'); -- not the end;
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`,
    });

    await migrate({ url, migrationsDir });

    expect(await query(url, 'SELECT f()')).toEqual([{ f: 2 }]);
  });

  it('rolls a failed migration back, says what failed, and goes on once that is settled', async () => {
    const url = await absentDatabase();
    const good = { '1_a': 'CREATE TABLE a (id int)' };
    const migrationsDir = await ownMigrations({ ...good, '2_b': 'CREATE TABLE b (id int);\n\nSELECT nothing;' });

    await expect(migrate({ url, migrationsDir })).rejects.toThrow(
      /2_b failed: .*column "nothing" does not exist \(line 3\)/,
    );
    expect(await tables(url)).toEqual(['_prisma_migrations', 'a']);
    const failed = (await books(url))[1];
    expect(failed).toMatchObject({ migration_name: '2_b', finished_at: null, applied_steps_count: 0 });
    expect(failed?.logs).toContain('column "nothing" does not exist');

    const mended = await ownMigrations({ ...good, '2_b': 'CREATE TABLE b (id int)' });
    await expect(migrate({ url, migrationsDir: mended })).rejects.toThrow(/2_b failed before.* --rolled-back 2_b/);
    await resolveMigration({ url, migrationsDir: mended, migration: '2_b', as: 'rolled-back' });
    expect(await migrate({ url, migrationsDir: mended })).toEqual({ applied: ['2_b'] });
  });

  it('takes the word that a failed migration is there', async () => {
    const url = await absentDatabase();
    const migrationsDir = await ownMigrations({ '1_a': 'BEGIN; SELECT nothing; COMMIT' });
    await expect(migrate({ url, migrationsDir })).rejects.toThrow('1_a failed: ERROR: column "nothing"');

    await resolveMigration({ url, migrationsDir, migration: '1_a', as: 'applied' });

    expect(await migrate({ url, migrationsDir })).toEqual({ applied: [] });
  });

  it('refuses a database that a newer version has migrated', async () => {
    const url = await absentDatabase();
    const old = { '1_a': 'CREATE TABLE a (id int)' };
    await migrate({ url, migrationsDir: await ownMigrations({ ...old, '2_b': 'CREATE TABLE b (id int)' }) });

    const migrationsDir = await ownMigrations({ ...old, '3_c': 'CREATE TABLE c (id int)' });

    await expect(migrate({ url, migrationsDir })).rejects.toThrow('does not know: 2_b.');
    expect(await tables(url)).toEqual(['_prisma_migrations', 'a', 'b']);
  });

  it('tells of a migration that was edited after it had been applied', async () => {
    const url = await absentDatabase();
    await migrate({ url, migrationsDir: await ownMigrations({ '1_a': 'CREATE TABLE a (id int)' }) });
    const lines: string[] = [];

    const migrationsDir = await ownMigrations({ '1_a': 'CREATE TABLE a (id text)' });
    await migrate({ url, migrationsDir, log: (line) => lines.push(line) });

    expect(lines).toEqual(['The migration 1_a was edited after it had been applied.']);
  });

  it('refuses a database that holds something else', async () => {
    const url = await absentDatabase();
    await migrate({ url, migrationsDir: await ownMigrations({}) });
    await query(url, 'DROP TABLE _prisma_migrations');
    await query(url, 'CREATE TABLE auth_user (id int)');

    await expect(migrate({ url })).rejects.toThrow('Give it a database of its own.');
  });

  it('says which server it cannot reach, and keeps the password to itself', async () => {
    const url = 'postgresql://somebody:secret@127.0.0.1:1/besage';

    const error: unknown = await migrate({ url }).catch((reason: unknown) => reason);

    expect(String(error)).toMatch(/127\.0\.0\.1:1\/besage: connect ECONNREFUSED/);
    expect(String(error)).not.toContain('secret');
  });

  it('says where it looked for migrations', async () => {
    await expect(migrate({ url: 'postgresql://127.0.0.1:1/besage', migrationsDir: '/nowhere' })).rejects.toThrow(
      '/nowhere',
    );
  });
});
