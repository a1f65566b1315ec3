import { expect, test } from 'vitest';
import { FrameBudget } from './frame-budget.js';

/** What becomes of so many frames at one moment. */
const take = (budget: FrameBudget, count: number, now: number) => {
  const verdicts = { ok: 0, too_fast: 0, abuse: 0 };
  for (let i = 0; i < count; i++) verdicts[budget.take(now)] += 1;
  return verdicts;
};

test('some seconds’ worth of frames may come at once', () => {
  expect(take(new FrameBudget(10), 60, 0)).toEqual({ ok: 50, too_fast: 10, abuse: 0 });
});

test('it fills by the rate, and not beyond', () => {
  const budget = new FrameBudget(10);
  take(budget, 50, 0);

  expect(take(budget, 20, 1_000)).toEqual({ ok: 10, too_fast: 10, abuse: 0 });
  expect(take(budget, 60, 1_000_000)).toEqual({ ok: 50, too_fast: 10, abuse: 0 });
});

test('frame by frame at the rate is never too fast', () => {
  const budget = new FrameBudget(10);
  const verdicts = Array.from({ length: 1_000 }, (_, i) => budget.take(i * 100));

  expect(new Set(verdicts)).toEqual(new Set(['ok']));
});

test('a hundred refused one after the other are borne, one more is abuse', () => {
  expect(take(new FrameBudget(1), 106, 0)).toEqual({ ok: 5, too_fast: 100, abuse: 1 });
});

test('patience comes back with a frame that is taken', () => {
  const budget = new FrameBudget(1);
  take(budget, 105, 0);

  expect(take(budget, 101, 1_000)).toEqual({ ok: 1, too_fast: 100, abuse: 0 });
});

test('a rate of 0 is any number', () => {
  expect(take(new FrameBudget(0), 10_000, 0)).toEqual({ ok: 10_000, too_fast: 0, abuse: 0 });
});
