import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@besage/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, errorCodeOf, type Db } from '../src/index.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb({ url: database.url, statementTimeout: 100 });
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

const errorOf = (query: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(query).then(
    () => undefined,
    (error: unknown) => error,
  );

test('a statement that takes too long is an outage to the client', async () => {
  expect(errorCodeOf(await errorOf(db.$queryRaw`SELECT pg_sleep(10)::text`))).toBe('unavailable');
});

test('a text that PostgreSQL cannot hold is the fault of who sent it', async () => {
  expect(errorCodeOf(await errorOf(db.$queryRaw`SELECT ${'a\0b'}::text`))).toBe('invalid_input');
  expect(errorCodeOf(await errorOf(db.user.findFirst({ where: { username: 'a\0b' } })))).toBe('invalid_input');
});

test('a database that is not there is an outage, and one that does not know what we ask is our failure', async () => {
  const nowhere = createDb({ url: 'postgresql://nobody@127.0.0.1:1/nothing' });
  expect(errorCodeOf(await errorOf(nowhere.$queryRaw`SELECT 1`))).toBe('unavailable');
  expect(errorCodeOf(await errorOf(db.$queryRaw`SELECT nothing`))).toBeUndefined();
  expect(errorCodeOf(new Error('of another kind'))).toBeUndefined();
});

test('a transaction whose connection is ended before its commit is an outage', async () => {
  const another = createDb({ url: database.url });
  const transaction = another.$transaction(async (tx) => {
    const [backend] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await db.$queryRaw`SELECT pg_terminate_backend(${backend!.pid})`;
  });
  expect(errorCodeOf(await errorOf(transaction))).toBe('unavailable');
  await another.$disconnect();
});

test('what is asked often is prepared, but not lists of any length', async () => {
  const alone = createDb({ url: database.url, poolSize: 1 });
  for (const length of [3, 100, 101, 3]) {
    await alone.user.findMany({ where: { id: { in: Array.from({ length }, () => randomUUID()) } } });
  }
  const prepared = await alone.$queryRaw<{ statement: string }[]>`SELECT statement FROM pg_prepared_statements`;
  await alone.$disconnect();

  const lists = prepared.filter(({ statement }) => statement.includes(' IN ('));
  expect(lists.map(({ statement }) => statement.match(/\$\d+/g))).toEqual([['$1', '$2', '$3', '$4']]);
});
