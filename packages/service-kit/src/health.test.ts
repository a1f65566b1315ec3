import { expect, test } from 'vitest';
import { healthCheck } from './health.js';

const alive = () => Promise.resolve('PONG');
const dead = () => Promise.reject(new Error('refused'));
const silent = () => new Promise(() => undefined);
const broken = () => {
  throw new Error('no pool');
};

test('healthy is who reaches everything', async () => {
  const health = { healthy: true, database: 'connected', redis: 'connected' };
  expect(await healthCheck({ database: alive, redis: alive }, 1_000)()).toEqual(health);
});

test.each([
  ['refuses', dead],
  ['throws', broken],
  ['never answers', silent],
])('one that %s makes us unhealthy', async (_, probe) => {
  expect(await healthCheck({ database: probe, redis: alive }, 20)()).toEqual({
    healthy: false,
    database: 'disconnected',
    redis: 'connected',
  });
  expect(await healthCheck({ database: alive, redis: probe }, 20)()).toEqual({
    healthy: false,
    database: 'connected',
    redis: 'disconnected',
  });
});

test('of many who want to know at the same time one asks, of those who come later another', async () => {
  let asked = 0;
  const count = () => (asked += 1);
  const check = healthCheck({ database: count, redis: alive }, 1_000);
  await Promise.all([check(), check(), check()]);
  expect(asked).toBe(1);
  await check();
  expect(asked).toBe(2);
});
