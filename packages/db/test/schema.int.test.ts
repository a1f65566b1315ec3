import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { noFilters, withSchemaEngine } from '../src/migrate/schema-engine.js';
import { connected, migratedDatabase } from './own-database.js';

const schemaFile = new URL('../../../prisma/schema.prisma', import.meta.url);

/** The migration that would make a database what a schema says; empty when it is that already. */
async function missingMigration(url: string, schema: string): Promise<string> {
  const files = [{ path: 'schema.prisma', content: schema }];
  const { exitCode, stdout } = await connected(url, (client) =>
    withSchemaEngine(client, (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '/' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters: noFilters,
      }),
    ),
  );
  return exitCode === 0 ? '' : (stdout ?? '');
}

describe('prisma/migrations', () => {
  it('make what schema.prisma says', async () => {
    const schema = await readFile(schemaFile, 'utf8');

    const missing = await missingMigration(await migratedDatabase(), schema);

    expect(missing, `schema.prisma and prisma/migrations disagree. The next migration would be:\n\n${missing}`).toBe(
      '',
    );
  });

  it('are seen to lack what only schema.prisma has', async () => {
    const schema = (await readFile(schemaFile, 'utf8')).replace('model User {', 'model User {\n  motto String?');

    const missing = await missingMigration(await migratedDatabase(), schema);

    expect(missing).toContain('ALTER TABLE "users" ADD COLUMN     "motto" TEXT');
  });
});
