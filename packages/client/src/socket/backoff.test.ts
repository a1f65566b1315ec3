import { expect, test } from 'vitest';
import { backoff } from './backoff.js';

const longest = () => 1;
const shortest = () => 0;

test('attempts are any time apart, up to a bound that doubles to 20 seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backoff(attempt, 1006, longest))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000,
  ]);
  expect(backoff(5, 1006, shortest)).toBe(0);
});

test('whoever was too fast stays away for a while', () => {
  expect(backoff(0, 4429, shortest)).toBe(10_000);
});
