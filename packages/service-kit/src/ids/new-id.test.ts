import { validate, version } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { newId } from './new-id.js';

afterEach(() => vi.useRealTimers());

const many = () => Array.from({ length: 5_000 }, newId);

test('ids are UUIDs of version 7, and none is made twice', () => {
  const ids = many();
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('each sorts after the one before, in one millisecond and when the clock is put back', () => {
  vi.useFakeTimers({ now: Date.now() + 1_000 });
  const ids = many();
  vi.setSystemTime(Date.now() - 60_000);
  ids.push(...many());
  expect(ids).toEqual([...ids].sort());
});

test('the time is in it, and nothing else repeats from one to the next', () => {
  const now = Date.now() + 10_000;
  vi.useFakeTimers({ now });
  const ids = many();
  expect(ids.every((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16) === now)).toBe(true);
  expect(new Set(ids.map((id) => id.slice(24))).size).toBe(ids.length);
});
