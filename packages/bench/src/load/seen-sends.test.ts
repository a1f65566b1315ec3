import { expect, test } from 'vitest';
import { SeenSends } from './seen-sends.js';

test('each send is new once, in whatever order they come', () => {
  const seen = new SeenSends();
  const indices = [0, 7, 8, 1_023, 1_024, 100_000, 1, 2_047, 2_048];
  expect(indices.map((index) => seen.add(index))).toEqual(indices.map(() => true));
  expect(indices.map((index) => seen.add(index))).toEqual(indices.map(() => false));
  expect(seen.add(99_999)).toBe(true);
});
