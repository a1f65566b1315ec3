import { createDb } from '@besage/db';
import { createTestDatabase } from '@besage/stack/testing';
import { afterAll, expect, test } from 'vitest';
import { addHistory } from '../src/crowd/add-history.js';
import { makeChats } from '../src/crowd/make-chats.js';
import { makePeople } from '../src/crowd/make-people.js';

const database = await createTestDatabase();
const db = createDb({ url: database.url, poolSize: 2 });
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

test('a history is what the api would have stored: dense logs, messages of the people, all but the newest read', async () => {
  const people = await makePeople(db, 5, 'a-secret-of-the-benchmark-0123456789');
  const [one, two, three] = [people.slice(0, 2), people.slice(2), [people[0]!]];
  const ids = await makeChats(db, [one, two, three]);
  await addHistory(db, ids.slice(0, 2), 39);

  const [first, second, untouched] = await Promise.all(ids.map((id) => db.chat.findUniqueOrThrow({ where: { id } })));
  expect([first!.lastSeq, second!.lastSeq, untouched!.lastSeq]).toEqual([21, 21, 1]);
  const log = await db.logEntry.findMany({ where: { chatId: ids[1]! }, orderBy: { seq: 'asc' } });
  const messages = await db.message.findMany({ where: { chatId: ids[1]! }, orderBy: { seq: 'asc' } });
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
  expect(messages.map(({ id, seq, senderId }) => [id, seq, senderId])).toEqual(
    log.slice(1).map(({ subject, seq, actorId }) => [subject, seq, actorId]),
  );
  expect(new Set(messages.map(({ senderId }) => senderId))).toEqual(new Set(two.map(({ id }) => id)));
  const receipts = await db.participant.findMany({ where: { chatId: { in: ids.slice(0, 2) } } });
  expect(receipts.map(({ deliveredSeq, readSeq }) => [deliveredSeq, readSeq])).toEqual(receipts.map(() => [21, 11]));
});
