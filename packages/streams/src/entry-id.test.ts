import { expect, test } from 'vitest';
import { beforeAll, isBefore } from './entry-id.js';

test.each([
  ['1-0', '1-1', true],
  ['1-1', '1-0', false],
  ['1-1', '1-1', false],
  ['9-0', '10-0', true],
  ['1-9', '1-10', true],
  ['1764000000000-0', '18446744073709551615-18446744073709551615', true],
  [beforeAll, '0-1', true],
  ['0', beforeAll, false],
  [beforeAll, '0', false],
])('%s before %s: %s', (a, b, expected) => {
  expect(isBefore(a, b)).toBe(expected);
});
