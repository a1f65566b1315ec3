import { expect, test } from 'vitest';
import { splitText } from './split-text.js';

const text = (text: string) => ({ kind: 'text', text });
const link = (text: string) => ({ kind: 'link', text });
const mention = (text: string) => ({ kind: 'mention', text });

test.each([
  ['see https://a.example/b?c=d#e.', [text('see '), link('https://a.example/b?c=d#e'), text('.')]],
  ['(https://a.example/b_(c))', [text('('), link('https://a.example/b_(c)'), text(')')]],
  ['http://a.example', [link('http://a.example')]],
  ['javascript://a.example', [text('javascript://a.example')]],
  ['', []],
])('%j', (content, parts) => {
  expect(splitText(content, [])).toEqual(parts);
});

test('names stand out where the server says that they are mentioned, whole and in any case', () => {
  expect(splitText('@Ana and @ana.maria, not @anabel or @ben', ['ana', 'ana.maria'])).toEqual([
    mention('@Ana'),
    text(' and '),
    mention('@ana.maria'),
    text(', not @anabel or @ben'),
  ]);
});

test('a name is never a pattern', () => {
  expect(splitText('@a+b (c', ['a+b', '(c'])).toEqual([mention('@a+b'), text(' (c')]);
  const name = String.raw`-^$\.*+?()[]{}|/-`;
  expect(splitText(`@${name}`, [name])).toEqual([mention(`@${name}`)]);
});

test('a name ends where no letter of any script follows', () => {
  expect(splitText('@ליאור @ליאורה', ['ליאור'])).toEqual([mention('@ליאור'), text(' @ליאורה')]);
});

test('a long text of brackets takes no time', () => {
  expect(splitText(`https://${'('.repeat(10_000)}`, [])).toEqual([text(`https://${'('.repeat(10_000)}`)]);
});
