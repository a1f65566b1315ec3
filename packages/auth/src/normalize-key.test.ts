import { expect, test } from 'vitest';
import { normalizeKey } from './normalize-key.js';

test.each([
  ['Ana', 'ana'],
  ['  ana@Example.COM \n', 'ana@example.com'],
  ['Jose\u0301', 'jos\u00e9'],
  ['\uff21\uff4e\uff41', 'ana'],
  ['\u00a0ana', 'ana'],
  ['stra\u00dfe', 'stra\u00dfe'],
])('%j becomes %j', (text, key) => {
  expect(normalizeKey(text)).toBe(key);
});

test('a key is its own key, for every character', () => {
  const unstable: string[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const key = normalizeKey(`a${String.fromCodePoint(point)}b`);
    if (normalizeKey(key) !== key) unstable.push(point.toString(16));
  }
  expect(unstable).toEqual([]);
});
