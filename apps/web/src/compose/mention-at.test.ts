import { expect, test } from 'vitest';
import { completeMention, mentionAt } from './mention-at.js';

test.each([
  ['@', { at: 0, query: '' }],
  ['hi @be', { at: 3, query: 'be' }],
  ['(@ana.maria', { at: 1, query: 'ana.maria' }],
  ['@ana @b', { at: 5, query: 'b' }],
  ['hi @ben ', undefined],
  ['ben@example', undefined],
  ['hi', undefined],
])('%j ends in %j', (text, start) => {
  expect(mentionAt(text, text.length)).toEqual(start);
});

test('the caret says which name it is', () => {
  expect(mentionAt('@be and @ana', 3)).toEqual({ at: 0, query: 'be' });
});

test('a name is completed where it is written, and the caret stands behind it', () => {
  expect(completeMention('hi @be, hello', { at: 3, query: 'be' }, 'ben')).toEqual({
    text: 'hi @ben , hello',
    caret: 8,
  });
  expect(completeMention('@ there', { at: 0, query: '' }, 'ana')).toEqual({ text: '@ana there', caret: 5 });
});
