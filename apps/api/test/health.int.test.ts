import { createTestDatabase, sharedRedisUrl } from '@besage/stack/testing';
import { expect, onTestFinished, test } from 'vitest';
import { startConsumer } from '../src/commands/consumer.js';
import { version } from '../src/version.js';
import { ask } from './support/ask.js';
import { Gate } from './support/gate.js';
import { startTestApi } from './support/test-api.js';

/** An api that reaches PostgreSQL and Redis through gates. */
async function aGatedApi() {
  const database = await createTestDatabase();
  const [postgres, redis] = await Promise.all([Gate.to(database.url), Gate.to(sharedRedisUrl())]);
  const api = await startTestApi({ DATABASE_URL: postgres.url, REDIS_URL: redis.url });
  onTestFinished(async () => {
    await Promise.all([postgres.shut(), redis.shut()]);
    await api.close();
    await database.drop();
  });
  const asking = (path: string) => async () => {
    const answer = await ask(api, 'GET', path);
    return [answer.statusCode, answer.json()] as const;
  };
  return { api, postgres, redis, health: asking('/health/'), ready: asking('/health/ready/') };
}

const isReady = [200, { status: 'ready', missing: [] }];
const isNotReady = (...missing: string[]) => [503, { status: 'not_ready', missing }];

const healthy = [200, { status: 'healthy', database: 'connected', redis: 'connected', version }];

test('is healthy where both answer, and ready', async () => {
  const { health, ready } = await aGatedApi();

  expect(await health()).toStrictEqual(healthy);
  expect(await ready()).toStrictEqual(isReady);
});

test('is not ready before its migrations, nor while one is half done', async () => {
  const { api, ready } = await aGatedApi();
  const { db } = api.ctx;

  await db.$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%_init'`;
  expect(await ready()).toStrictEqual(isNotReady('migrations'));
  await db.$executeRaw`DELETE FROM _prisma_migrations WHERE finished_at IS NULL`;
  expect(await ready()).toStrictEqual(isNotReady('migrations'));
  await db.$executeRaw`DROP TABLE _prisma_migrations`;
  expect(await ready()).toStrictEqual(isNotReady('migrations'));
});

test('is not ready until it takes commands, nor when it is about to stop; it lives all the same', async () => {
  const { api, ready } = await aGatedApi();
  const consumer = startConsumer(api.ctx);
  onTestFinished(() => consumer.stop());

  expect(await ready()).toStrictEqual(isNotReady('streams'));
  await expect.poll(ready).toStrictEqual(isReady);
  await api.ctx.readiness.drain();
  expect(await ready()).toStrictEqual([503, { status: 'draining', missing: [] }]);
  expect((await ask(api, 'GET', '/health/live/')).json()).toStrictEqual({ status: 'live' });
});

test('says that PostgreSQL is away, and that it is back', async () => {
  const { postgres, health, ready } = await aGatedApi();
  await health();

  await postgres.shut();
  expect(await health()).toStrictEqual([
    503,
    { status: 'unhealthy', database: 'disconnected', redis: 'connected', version },
  ]);
  expect(await ready()).toStrictEqual(isNotReady('database', 'migrations'));

  await postgres.open();
  await expect.poll(health).toStrictEqual(healthy);
});

test('says that Redis is away, and that it is back', async () => {
  const { redis, health, ready } = await aGatedApi();

  await redis.shut();
  expect(await health()).toStrictEqual([
    503,
    { status: 'unhealthy', database: 'connected', redis: 'disconnected', version },
  ]);
  expect(await ready()).toStrictEqual(isNotReady('redis'));

  await redis.open();
  await expect.poll(health).toStrictEqual(healthy);
});

test('says so also where they take what is asked and answer nothing', async () => {
  const { postgres, redis, health } = await aGatedApi();
  postgres.mute();
  redis.mute();

  expect(await health()).toStrictEqual([
    503,
    { status: 'unhealthy', database: 'disconnected', redis: 'disconnected', version },
  ]);
});
