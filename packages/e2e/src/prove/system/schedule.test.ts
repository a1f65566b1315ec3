import { expect, test } from 'vitest';
import { Random } from '../random.js';
import { faultKinds, kindOf, planFaults } from './schedule.js';

const plan = (seed: number, seconds: number) => planFaults(new Random(seed), seconds);

test('the same seed plans the same faults, another seed others', () => {
  expect(plan(7, 120)).toEqual(plan(7, 120));
  expect(plan(8, 120)).not.toEqual(plan(7, 120));
});

test.each([10, 120, 1_800])('every kind comes at least once in %i seconds', (seconds) => {
  for (let seed = 0; seed < 20; seed++) {
    expect(new Set(plan(seed, seconds).map(kindOf))).toEqual(new Set(faultKinds));
  }
});

test('half an hour has more than 50 kills, and a gateway that is paused for a minute', () => {
  const faults = plan(1, 1_800);
  expect(faults.filter(({ act }) => act.startsWith('kill')).length).toBeGreaterThan(50);
  expect(faults.filter(({ subject }) => subject === 'gateway').map(({ duration }) => duration)).toContain(60_000);
});

test('faults of one process do not overlap', () => {
  for (let seed = 0; seed < 20; seed++) {
    const faults = plan(seed, 300).toSorted((a, b) => a.at - b.at);
    for (const [i, { subject, copy, at, duration }] of faults.entries()) {
      const next = faults.slice(i + 1).find((other) => other.subject === subject && other.copy === copy);
      if (next) expect(next.at).toBeGreaterThan(at + duration);
    }
  }
  expect.hasAssertions();
});
