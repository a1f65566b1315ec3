import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@besage/stack/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDb, type Db } from '../src/create-db.js';
import { messagesBack } from '../src/load/messages-back.js';
import { countSaidByOthers } from '../src/load/said-by-others.js';
import { migrate } from '../src/migrate/migrate.js';
import { ownMigrationsDir } from '../src/migrate/migration-files.js';
import { absentDatabase } from './own-database.js';
import { ownMigrations } from './own-migrations.js';

const CHAT = '01931f5e-0000-7000-8000-000000000001';
const LAST_SEQ = 3_000;
const people = [0, 1, 2].map((n) => `01931f5e-0000-7000-8000-00000000010${n}`);

/** A chat of three; the third says nothing for long. Between messages there are other entries, and some were deleted. */
const logOf = (from: number, to: number) => [
  `INSERT INTO log_entries (chat_id, seq, type, actor_id)
   SELECT '${CHAT}', n, CASE WHEN n % 7 = 3 OR n BETWEEN 900 AND 1200 THEN 'reaction.changed' ELSE 'message.created' END,
     ('{${people.join()}}'::uuid[])[CASE WHEN n % 5 = 0 AND n > 2000 THEN 3 ELSE 1 + n * 7919 % 11 % 2 END]
   FROM generate_series(${from}, ${to}) n`,
  `INSERT INTO messages (id, chat_id, seq, sender_id, client_id, content, deleted_at)
   SELECT uuidv7(), chat_id, seq, actor_id, seq, 'hi', CASE WHEN seq % 13 = 0 THEN now() END
   FROM log_entries WHERE seq BETWEEN ${from} AND ${to} AND type = 'message.created'`,
  `UPDATE chats SET last_seq = ${to}`,
];

async function fill(db: Db): Promise<void> {
  const names = people.map((id) => `('${id}', '${id}', '${id}', '${id}', '${id}', '', now())`);
  await db.$executeRawUnsafe(
    `INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at) VALUES ${names.join()}`,
  );
  await db.$executeRawUnsafe(`INSERT INTO chats (id, kind, participant_count) VALUES ('${CHAT}', 'group', 3)`);
  // In transactions that lay no, one and many milestones.
  for (const [from, to] of [
    [1, 255],
    [256, 600],
    [601, 2_300],
    [2_301, LAST_SEQ],
  ] as const) {
    await db.$transaction(logOf(from, to).map((statement) => db.$executeRawUnsafe(statement)));
  }
}

interface Said {
  id: string;
  seq: number;
  senderId: string;
  deletedAt: Date | null;
}

const database = await createTestDatabase();
const db = createDb({ url: database.url });
let said: Said[];
beforeAll(async () => {
  await fill(db);
  said = await db.message.findMany({ orderBy: { seq: 'asc' } });
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const milestones = (of: Db) => of.milestone.findMany({ orderBy: { seq: 'asc' } });
const ofSenders = (of: Db) => of.senderMilestone.findMany({ orderBy: [{ seq: 'asc' }, { userId: 'asc' }] });

describe('a milestone', () => {
  it('lies at every 256th entry, and says how many messages there are up to it', async () => {
    const expected = Array.from({ length: 11 }, (_, index) => {
      const end = (index + 1) * 256;
      return { chatId: CHAT, seq: end, messages: said.filter(({ seq }) => seq <= end).length };
    });
    expect(await milestones(db)).toEqual(expected);
  });

  it('says whose they are, of those who sent since the one before', async () => {
    const sentBy = (userId: string, end: number) =>
      said.filter((one) => one.senderId === userId && one.seq <= end).length;
    const expected = (await milestones(db)).flatMap(({ seq: end }) =>
      people
        .filter((userId) => sentBy(userId, end) > sentBy(userId, end - 256))
        .map((userId) => ({ chatId: CHAT, userId, seq: end, messages: sentBy(userId, end) })),
    );
    expect(expected.length).toBeLessThan(3 * 11);
    expect(await ofSenders(db)).toEqual(expected);
  });
});

const places = [0, 1, 255, 256, 257, 511, 512, 900, 1_024, 1_025, 1_700, 2_560, 2_816, 2_817, 2_999, LAST_SEQ];

async function countEverything(): Promise<void> {
  for (const userId of people) {
    for (const after of places) {
      for (const upTo of places.filter((place) => place >= after)) {
        const naive = said.filter(
          ({ seq, senderId, deletedAt }) => seq > after && seq <= upTo && senderId !== userId && deletedAt === null,
        );
        const count = await countSaidByOthers(db, { chatId: CHAT, userId, after, upTo });
        expect(count, `${userId} from ${after} to ${upTo}`).toBe(naive.length);
      }
    }
  }
}

async function goBackEverywhere(): Promise<void> {
  const ids = said.map(({ id }) => id).reverse();
  for (const skip of [0, 1, 100, 512, 513, 700, 1_000, 1_500, 1_777, 2_000, ids.length - 1, ids.length, 9_999]) {
    expect(await messagesBack(db, CHAT, skip, 10), `${skip} back`).toEqual(ids.slice(skip, skip + 10));
  }
}

describe('what a naive look gives', () => {
  it('is what others are counted to have said in any stretch', async () => {
    await expect(countEverything()).resolves.toBe(undefined);
  });

  it('is what is found any number of messages back', async () => {
    await expect(goBackEverywhere()).resolves.toBe(undefined);
  });

  it('stays so where milestones are missing', async () => {
    const gone = await db.milestone.findMany({ where: { seq: { in: [256, 768, 1_280, 1_536, 2_816] } } });
    await db.milestone.deleteMany({ where: { seq: { in: gone.map(({ seq }) => seq) } } });
    onTestFinished(async () => {
      await db.milestone.createMany({ data: gone });
    });

    await expect(Promise.all([countEverything(), goBackEverywhere()])).resolves.toBeDefined();
  });
});

it('the migration lays the milestones of what was there before', async () => {
  const names = (await readdir(ownMigrationsDir)).filter((name) => /^\d/.test(name) && name < '20261124180000');
  const sqlOf = (name: string) => readFile(join(ownMigrationsDir, name, 'migration.sql'), 'utf8');
  const migrationsDir = await ownMigrations(
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sqlOf(name)] as const))),
  );
  const url = await absentDatabase();
  await migrate({ url, migrationsDir });
  const old = createDb({ url });
  onTestFinished(() => old.$disconnect());
  await fill(old);

  await migrate({ url });

  expect(await milestones(old)).toEqual(await milestones(db));
  expect(await ofSenders(old)).toEqual(await ofSenders(db));
});
