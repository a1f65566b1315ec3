import { expect, test } from 'vitest';
import { TypingThrottle } from './typing-throttle.js';

test('who keeps typing is told of once a second, in each chat', () => {
  const throttle = new TypingThrottle();
  expect([0, 500, 999, 1_000, 1_500].map((now) => throttle.mayTell('a', now))).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  expect(throttle.mayTell('b', 1_500)).toBe(true);
});
