import { expect, it } from 'vitest';
import { connected, migratedDatabase } from './own-database.js';

it('finds a part of a username among 20,000 by the index', async () => {
  const plan = await connected(await migratedDatabase(), async (client) => {
    await client.query(`
      INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
      SELECT gen_random_uuid(), name, name, name, name, '', now()
      FROM (SELECT md5(n::text) AS name FROM generate_series(1, 20000) n) person`);
    await client.query('ANALYZE users');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM users WHERE username_key LIKE '%abc%' AND active`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });

  expect(plan).toContain('Bitmap Index Scan on users_username_key_trgm');
});
