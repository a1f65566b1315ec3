import { expect, test } from 'vitest';
import { checkContent, mentionKeys } from './content.js';

test.each([
  ['hi @Ana', ['ana']],
  ['@ana. Thanks, @Bo-Li!', ['ana.', 'ana', 'bo-li']],
  ['mail me at me@example.com', []],
  ['no names here', []],
  ['(@josé)', ['josé']],
])('%j may mention %j', (content, keys) => {
  expect(mentionKeys(content)).toEqual(keys);
});

test('one message mentions fifty names at the most', () => {
  const content = Array.from({ length: 200 }, (_, i) => `@user${String(i)}`).join(' ');
  expect(mentionKeys(content)).toHaveLength(50);
});

test('a name takes no longer than it is long', () => {
  expect(mentionKeys(`@a${'.'.repeat(300_000)}a`)).toHaveLength(1);
});

test('what PostgreSQL cannot hold is replaced, the rest stays as it is', () => {
  expect(checkContent('a\0b\uD83Dc 🐦 ')).toBe('a\uFFFDb\uFFFDc 🐦 ');
});

test('a message needs a text of some length, unless it carries something else', () => {
  expect(() => checkContent(' \n ')).toThrow(expect.objectContaining({ code: 'content_required' }));
  expect(checkContent('', true)).toBe('');
  expect(() => checkContent('x'.repeat(10_001))).toThrow(expect.objectContaining({ code: 'content_too_long' }));
});
