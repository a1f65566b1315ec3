import { randomUUID } from 'node:crypto';
import { createTestDatabase, recordPlans } from '@besage/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createDb } from '../src/create-db.js';
import { appendMessages, appendSettings, type NewMessage } from '../src/log/append-messages.js';

const database = await createTestDatabase();
const plans = await recordPlans(database.url);
const db = createDb({ url: database.url });
const appender = createDb({ url: database.url, poolSize: 1, settings: appendSettings });
afterAll(async () => {
  await Promise.all([db.$disconnect(), appender.$disconnect()]);
  await database.drop();
});

const [chatId, senderId] = [randomUUID(), randomUUID()];
/** More than PostgreSQL makes plans for single values. */
const TIMES = 12;

beforeAll(async () => {
  await db.$executeRaw`
    INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
    SELECT CASE n WHEN 0 THEN ${senderId}::uuid ELSE uuidv7() END, n, n, n, n, '', now() FROM generate_series(0, 999) n`;
  await db.$executeRaw`INSERT INTO chats (id, kind, participant_count) VALUES (${chatId}::uuid, 'group', 1000)`;
  await db.$executeRaw`
    INSERT INTO participants (id, chat_id, user_id, joined_seq, delivered_seq, read_seq)
    SELECT uuidv7(), ${chatId}::uuid, id, 0, 0, 0 FROM users`;
});

function message(replyToId: string | null = null): NewMessage {
  const id = randomUUID();
  return { id, chatId, senderId, clientId: id, content: 'hi', replyToId, mentionKeys: [], attachmentIds: [] };
}

test('a plan that was made when nothing had been said reads no more when much has', async () => {
  // What autovacuum may find in the first minute: then all indexes look alike.
  await db.$executeRawUnsafe('VACUUM ANALYZE');
  for (let time = 0; time < TIMES; time += 1) await appendMessages(appender, [message()], 10);
  const many = Array.from({ length: 2_000 }, () => message());
  await appendMessages(appender, many, 10);
  for (const replyTo of [null, many[0]!.id]) {
    plans.length = 0;
    expect(await appendMessages(appender, [message(replyTo)], 10)).toMatchObject([{ outcome: 'new' }]);
    expect(Math.max(...plans.map(({ rowsRead }) => rowsRead))).toBeLessThan(50);
  }
});
