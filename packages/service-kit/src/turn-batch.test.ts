import { expect, onTestFinished, test, vi } from 'vitest';
import { TurnBatch } from './turn-batch.js';

test('what comes in one turn is one batch, and each gets its own answer', async () => {
  const batches: number[][] = [];
  const doubled = new TurnBatch(async (inputs: number[]) => {
    batches.push(inputs);
    return Promise.resolve(inputs.map((input) => input * 2));
  });
  expect(await Promise.all([doubled.add(1), doubled.add(2)])).toEqual([2, 4]);
  expect(await doubled.add(3)).toBe(6);
  expect(batches).toEqual([[1, 2], [3]]);
});

test('a large turn is cut into batches', async () => {
  const sizes: number[] = [];
  const batch = new TurnBatch(
    async (inputs: number[]) => {
      sizes.push(inputs.length);
      return Promise.resolve(inputs);
    },
    { atMost: 2 },
  );
  await Promise.all([1, 2, 3, 4, 5].map((input) => batch.add(input)));
  expect(sizes).toEqual([2, 2, 1]);
});

test('where one batch may be under way, what comes meanwhile is the next', async () => {
  const batches: number[][] = [];
  let finish!: () => void;
  const batch = new TurnBatch(
    async (inputs: number[]) => {
      batches.push(inputs);
      await new Promise<void>((resolve) => (finish = resolve));
      return inputs;
    },
    { atOnce: 1 },
  );
  const first = batch.add(1);
  await expect.poll(() => batches).toEqual([[1]]);
  const others = [batch.add(2), batch.add(3)];
  await new Promise(setImmediate);
  finish();
  await first;
  await expect.poll(() => batches).toEqual([[1], [2, 3]]);
  finish();
  expect(await Promise.all(others)).toEqual([2, 3]);
});

test('a batch counts as under way for a while, though it is done', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const batches: number[][] = [];
  const batch = new TurnBatch(
    async (inputs: number[]) => {
      batches.push(inputs);
      return Promise.resolve(inputs);
    },
    { atOnce: 1, atLeast: 5 },
  );
  await batch.add(1);
  const others = [batch.add(2)];
  await new Promise(setImmediate);
  others.push(batch.add(3));
  await new Promise(setImmediate);
  expect(batches).toEqual([[1]]);
  vi.advanceTimersByTime(5);
  expect(await Promise.all(others)).toEqual([2, 3]);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('a failure, and a wrong number of answers, reaches everybody in the batch and nobody in the next', async () => {
  let fail = true;
  const batch = new TurnBatch(async (inputs: number[]) => {
    if (fail) throw new Error('away');
    return Promise.resolve(inputs.slice(1));
  });
  await expect(Promise.allSettled([batch.add(1), batch.add(2)])).resolves.toMatchObject([
    { reason: new Error('away') },
    { reason: new Error('away') },
  ]);
  fail = false;
  await expect(batch.add(1)).rejects.toThrow('another number');
});
