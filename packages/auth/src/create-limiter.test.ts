import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLimiter } from './create-limiter.js';

/** Work that ends when it is told to. */
function piece() {
  let finish: () => void = () => undefined;
  let started = false;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const work = () => {
    started = true;
    return done;
  };
  return { work, finish, hasStarted: () => started };
}

test('no more runs at a time than allowed, and the line moves up in order', async () => {
  const limit = createLimiter(2, 10);
  const pieces = [piece(), piece(), piece(), piece()] as const;
  const all = pieces.map(({ work }) => limit(work));
  const started = () => pieces.map((each) => each.hasStarted());
  expect(started()).toEqual([true, true, false, false]);

  pieces[1].finish();
  await turn();
  expect(started()).toEqual([true, true, true, false]);

  pieces.forEach((each) => each.finish());
  await Promise.all(all);
  expect(started()).toEqual([true, true, true, true]);
});

test('a full line refuses at once', async () => {
  const limit = createLimiter(1, 1);
  const [first, second] = [piece(), piece()];
  const accepted = [limit(first.work), limit(second.work)];
  await expect(limit(piece().work)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
  first.finish();
  second.finish();
  await Promise.all(accepted);
});

test('work that fails gives its place up', async () => {
  const limit = createLimiter(1, 0);
  await expect(limit(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(limit(() => Promise.resolve('next'))).resolves.toBe('next');
});
