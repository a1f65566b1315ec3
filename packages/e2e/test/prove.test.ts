import { expect, test } from 'vitest';
import { prove } from '../src/prove/prove.js';
import { faultKinds, kindOf } from '../src/prove/system/schedule.js';

/** Another one every day; a failure names it. */
const seed = Math.floor(Date.now() / 86_400_000);

const silent = () => undefined;

test('every kind of fault under load: nothing lost, nothing twice, all in order, and all level soon', async () => {
  const options = { seed, seconds: 90, chats: 4, clients: 15, rate: 20 };
  const { violations, faults, counts, stored } = await prove({ ...options, log: silent, progress: silent });
  expect({ seed, violations: violations.map(({ text }) => text) }).toEqual({ seed, violations: [] });
  expect(new Set(faults.map(kindOf))).toEqual(new Set(faultKinds));
  expect(stored).toBe(counts.sends);
  expect(counts.acks).toBeGreaterThan(1_000);
}, 240_000);
