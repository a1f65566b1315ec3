import { createDb, probeSettings } from '@besage/db';
import { createTestDatabase, recordPlans } from '@besage/stack/testing';
import { afterAll, expect, test } from 'vitest';
import { createAccessCheck, type AccessQuestion } from '../src/delivery/access-check.js';

const database = await createTestDatabase();
const plans = await recordPlans(database.url);
const db = createDb({ url: database.url, poolSize: 1, settings: probeSettings });
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

/** More than PostgreSQL makes plans for single values. */
const TIMES = 12;

/** People with a session and a chat each. */
async function fill(count: number): Promise<AccessQuestion[]> {
  await db.$executeRaw`
    INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
    SELECT id, id, id, id, id, '', now() FROM (SELECT uuidv7() AS id FROM generate_series(1, ${count})) new`;
  await db.$executeRaw`
    INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
    SELECT u.id, u.id, '', now() + interval '1 day' FROM users u ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    INSERT INTO chats (id, kind, participant_count) SELECT u.id, 'group', 1 FROM users u ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    INSERT INTO participants (id, chat_id, user_id, joined_seq, delivered_seq, read_seq)
    SELECT u.id, u.id, u.id, 0, 0, 0 FROM users u ON CONFLICT DO NOTHING`;
  const people = await db.$queryRaw<{ id: string }[]>`SELECT id FROM users ORDER BY id DESC LIMIT 32`;
  return people.map(({ id }) => ({ sessionId: id, userId: id, chatId: id }));
}

test('a plan that was made when hardly anybody was here reads no more when many are', async () => {
  const askAccess = createAccessCheck(db);
  const few = await fill(3);
  await db.$executeRawUnsafe('VACUUM ANALYZE');
  for (let time = 0; time < TIMES; time += 1) await Promise.all(few.map(askAccess));
  const many = await fill(3_000);

  plans.length = 0;
  const answers = await Promise.all(many.map(askAccess));

  expect(answers.filter(({ sessionLives, isParticipant }) => sessionLives && isParticipant)).toHaveLength(32);
  expect(Math.max(...plans.map(({ rowsRead }) => rowsRead))).toBeLessThanOrEqual(4 * 32);
});
