import { expect, test } from 'vitest';
import { HeldBytes } from './held-bytes.js';

const MB = 1024 * 1024;
const unavailable = expect.objectContaining({ code: 'unavailable' }) as Error;

test('one person cannot take the room of all, and gets it back', () => {
  const held = new HeldBytes();
  held.hold('ana', 64 * MB);
  expect(() => held.hold('ana', 1)).toThrow(unavailable);
  held.hold('ben', 64 * MB);
  held.release('ana', 64 * MB + 1);
  held.hold('ana', 64 * MB);
});

test('all together have a limit, too', () => {
  const held = new HeldBytes();
  for (const person of ['ana', 'ben', 'cleo', 'dan']) held.hold(person, 64 * MB);
  expect(() => held.hold('eve', 1)).toThrow(unavailable);
  held.release('eve', 1);
  held.release('ana', 10 * MB);
  held.hold('eve', 10 * MB);
});
