import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, sharedRedisUrl, startTestRedis, uniquePrefix } from '../src/testing/index.js';

async function query(url: string, sql: string): Promise<unknown[][]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows;
  } finally {
    await client.end();
  }
}

test('databases cloned at the same time are migrated and apart', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, createTestDatabase));
  await Promise.all(databases.map(({ url }) => query(url, 'CREATE TABLE mine ()')));
  for (const { url } of databases) {
    expect(await query(url, `SELECT count(*) > 0 FROM "_prisma_migrations"`)).toEqual([[true]]);
  }
  await Promise.all(databases.map((database) => database.drop()));
});

test('a database is dropped while somebody is connected', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client(database.url);
  client.on('error', () => undefined);
  await client.connect();
  await database.drop();
  await expect(client.query('SELECT 1')).rejects.toThrow();
  await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
});

test('the shared Redis answers, and no two prefixes are alike', async () => {
  const redis = new Redis(sharedRedisUrl());
  onTestFinished(() => redis.disconnect());
  expect(await redis.ping()).toBe('PONG');
  expect(uniquePrefix()).not.toBe(uniquePrefix());
});

test('a Redis of one’s own comes back empty at the same address', async () => {
  const { server, remove } = await startTestRedis();
  onTestFinished(remove);
  const redis = new Redis(server.url);
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  await redis.set('key', 'value');
  const { pid } = server;
  await server.stop();
  await server.start();
  expect(server.pid).not.toBe(pid);
  expect(await redis.get('key')).toBeNull();
});
