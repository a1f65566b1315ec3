import { expect, test } from 'vitest';
import { checkHealth } from './health.js';

const alive = () => Promise.resolve('PONG');
const dead = () => Promise.reject(new Error('refused'));
const silent = () => new Promise(() => undefined);
const broken = () => {
  throw new Error('no pool');
};

test('healthy is who reaches everything', async () => {
  const health = { healthy: true, database: 'connected', redis: 'connected' };
  expect(await checkHealth({ database: alive, redis: alive }, 1_000)).toEqual(health);
});

test.each([
  ['refuses', dead],
  ['throws', broken],
  ['never answers', silent],
])('one that %s makes us unhealthy', async (_, probe) => {
  expect(await checkHealth({ database: probe, redis: alive }, 20)).toEqual({
    healthy: false,
    database: 'disconnected',
    redis: 'connected',
  });
  expect(await checkHealth({ database: alive, redis: probe }, 20)).toEqual({
    healthy: false,
    database: 'connected',
    redis: 'disconnected',
  });
});
