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

test('lines of several take turns, so that a flood waits behind its own', async () => {
  const limit = createLimiter(1, 10);
  const order: string[] = [];
  const run = (from: string, name: string) => limit(async () => void order.push(name), from);

  await Promise.all([
    run('flood', 'f1'),
    ...['f2', 'f3', 'f4'].map((name) => run('flood', name)),
    run('ana', 'a1'),
    run('ana', 'a2'),
    run('ben', 'b1'),
  ]);

  expect(order).toEqual(['f1', 'f2', 'a1', 'b1', 'f3', 'a2', 'f4']);
});

test('when all is full, the newest of the longest line makes room for somebody else', async () => {
  const limit = createLimiter(1, 3);
  const [first, second, third, ofAna, ofBen] = [piece(), piece(), piece(), piece(), piece()];
  const flood = [first, second, third, piece()].map(({ work }) => limit(work, 'flood'));
  const refused = expect(flood[3]).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
  const others = [limit(ofAna.work, 'ana')];
  await refused;

  // Nobody stands in a line that is longer than the newcomer's would be.
  const [again] = [limit(ofBen.work, 'ana')];
  await expect(again).rejects.toMatchObject({ code: 'unavailable' });

  for (const { finish } of [first, second, third, ofAna]) finish();
  await Promise.all([...flood.slice(0, 3), ...others]);
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
