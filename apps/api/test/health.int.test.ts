import { createTestDatabase, sharedRedisUrl } from '@besage/stack/testing';
import { expect, onTestFinished, test } from 'vitest';
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
  const health = async () => {
    const answer = await ask(api, 'GET', '/health/');
    return [answer.statusCode, answer.json()] as const;
  };
  return { postgres, redis, health };
}

const healthy = [200, { status: 'healthy', database: 'connected', redis: 'connected', version }];

test('is healthy where both answer', async () => {
  const { health } = await aGatedApi();

  expect(await health()).toStrictEqual(healthy);
});

test('says that PostgreSQL is away, and that it is back', async () => {
  const { postgres, health } = await aGatedApi();
  await health();

  await postgres.shut();
  expect(await health()).toStrictEqual([
    503,
    { status: 'unhealthy', database: 'disconnected', redis: 'connected', version },
  ]);

  await postgres.open();
  await expect.poll(health).toStrictEqual(healthy);
});

test('says that Redis is away, and that it is back', async () => {
  const { redis, health } = await aGatedApi();

  await redis.shut();
  expect(await health()).toStrictEqual([
    503,
    { status: 'unhealthy', database: 'connected', redis: 'disconnected', version },
  ]);

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
