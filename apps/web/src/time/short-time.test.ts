import { expect, test } from 'vitest';
import { dayOf } from './day-of.js';
import { shortTime } from './short-time.js';

const now = new Date('2026-11-24T10:00:00');
const before = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000).toISOString();

test('the further away, the coarser', () => {
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }).format(now);
  expect(shortTime(now.toISOString(), now)).toBe(clock);
  const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(new Date(before(3)));
  expect(shortTime(before(3), now)).toBe(weekday);
  expect(shortTime(before(30), now)).not.toContain('2026');
  expect(shortTime(before(400), now)).toContain('2025');
});

test('days have names as long as they are near', () => {
  expect([dayOf(now.toISOString(), now), dayOf(before(1), now)]).toEqual(['Today', 'Yesterday']);
  expect(dayOf(before(400), now)).toContain('2025');
});
