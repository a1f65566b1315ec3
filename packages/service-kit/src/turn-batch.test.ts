import { expect, test } from 'vitest';
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
  const batch = new TurnBatch(async (inputs: number[]) => {
    sizes.push(inputs.length);
    return Promise.resolve(inputs);
  }, 2);
  await Promise.all([1, 2, 3, 4, 5].map((input) => batch.add(input)));
  expect(sizes).toEqual([2, 2, 1]);
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
