import { expect, test } from 'vitest';
import { Readiness } from './readiness.js';

test('ready is who has everything', async () => {
  const readiness = new Readiness({ redis: () => Promise.resolve('PONG'), streams: () => true }, 1_000);
  expect(await readiness.report()).toEqual({ status: 'ready', missing: [] });
});

test.each([
  ['fails', () => Promise.reject(new Error('refused'))],
  ['throws', () => JSON.parse('') as unknown],
  ['is not so', () => false],
  ['never answers', () => new Promise(() => undefined)],
])('a part that %s is missing, by its name', async (_, probe) => {
  const readiness = new Readiness({ database: () => 1 }, 20);
  readiness.require('redis', probe);
  expect(await readiness.report()).toEqual({ status: 'not_ready', missing: ['redis'] });
});

test('who is about to stop is not ready, whatever it has', async () => {
  const readiness = new Readiness({ database: () => 1 });
  await readiness.drain();
  expect(await readiness.report()).toEqual({ status: 'draining', missing: [] });
});

test('many who ask at once are one question', async () => {
  let asked = 0;
  const readiness = new Readiness({ database: () => (asked += 1) });
  await Promise.all([readiness.report(), readiness.ask(), readiness.report()]);
  expect(asked).toBe(1);
  await readiness.report();
  expect(asked).toBe(2);
});
