import { expect, test } from 'vitest';
import { slotOf } from './slot-of.js';

test.each([
  ['123456789', 0x31c3],
  ['foo', 12_182],
  ['prefix:{foo}:rest', 12_182],
  ['', 0],
])('%j lies in slot %i', (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});
