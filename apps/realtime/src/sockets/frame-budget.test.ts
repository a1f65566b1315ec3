import { expect, test } from 'vitest';
import { FrameBudget } from './frame-budget.js';
import { TokenBucket } from './token-bucket.js';

const budgetOf = (rate: number) => new FrameBudget(new TokenBucket(rate));

/** What becomes of so many frames at one moment. */
const take = (budget: FrameBudget, count: number, now: number) => {
  const verdicts = { ok: 0, too_fast: 0, abuse: 0 };
  for (let i = 0; i < count; i++) verdicts[budget.take(now)] += 1;
  return verdicts;
};

test('some seconds’ worth of frames may come at once', () => {
  expect(take(budgetOf(10), 60, 0)).toEqual({ ok: 50, too_fast: 10, abuse: 0 });
});

test('it fills by the rate, and not beyond', () => {
  const budget = budgetOf(10);
  take(budget, 50, 0);

  expect(take(budget, 20, 1_000)).toEqual({ ok: 10, too_fast: 10, abuse: 0 });
  expect(take(budget, 60, 1_000_000)).toEqual({ ok: 50, too_fast: 10, abuse: 0 });
});

test('frame by frame at the rate is never too fast', () => {
  const budget = budgetOf(10);
  const verdicts = Array.from({ length: 1_000 }, (_, i) => budget.take(i * 100));

  expect(new Set(verdicts)).toEqual(new Set(['ok']));
});

test('a large frame counts for many, also where that many are not left', () => {
  const budget = budgetOf(10);
  const large = () => budget.take(0, 40 * 4_096);

  expect([large(), large(), large()]).toEqual(['ok', 'ok', 'too_fast']);
  expect(budget.take(3_000)).toBe('too_fast');
  expect(budget.take(3_400)).toBe('ok');
});

test('a hundred refused one after the other are borne, one more is abuse', () => {
  expect(take(budgetOf(1), 106, 0)).toEqual({ ok: 5, too_fast: 100, abuse: 1 });
});

test('patience comes back frame by frame that is taken', () => {
  const budget = budgetOf(1);
  take(budget, 105, 0);

  expect(take(budget, 3, 1_000)).toEqual({ ok: 1, too_fast: 1, abuse: 1 });
});

test('who goes on at many times the rate is put out, though some frames are taken in between', () => {
  const budget = budgetOf(10);
  const verdicts = new Set(Array.from({ length: 1_000 }, (_, i) => budget.take(i * 10)));

  expect(verdicts).toContain('abuse');
});

test('a rate of 0 is any number', () => {
  expect(take(budgetOf(0), 10_000, 0)).toEqual({ ok: 10_000, too_fast: 0, abuse: 0 });
});

test('sockets of one person take from one bucket, and try our patience each alone', () => {
  const bucket = new TokenBucket(1);
  const [flooding, calm] = [new FrameBudget(bucket), new FrameBudget(bucket)];

  expect(take(flooding, 106, 0)).toEqual({ ok: 5, too_fast: 100, abuse: 1 });
  expect(take(calm, 1, 0)).toEqual({ ok: 0, too_fast: 1, abuse: 0 });
  expect(take(calm, 1, 1_000)).toEqual({ ok: 1, too_fast: 0, abuse: 0 });
});
