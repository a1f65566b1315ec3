import { expect, test } from 'vitest';
import { OpenEntry, recordsField, recordsOf } from './entry.js';

test('what is put into an entry comes out of it, in order', () => {
  const records = [{ text: 'añ\u2028"]' }, { list: [1, [2]] }, null];
  const [first, ...others] = records.map((record) => JSON.stringify(record));
  const entry = new OpenEntry('stream', first!);
  for (const record of others) expect(entry.tryAdd(record, 10, 1000)).toBe(true);
  expect(recordsOf([recordsField, entry.toString()])).toEqual(records);
});

test('an entry takes no more than so many records and characters, but the first whatever its length', () => {
  const many = new OpenEntry('stream', '1');
  expect([many.tryAdd('2', 2, 100), many.tryAdd('3', 2, 100)]).toEqual([true, false]);
  expect(many.toString()).toBe('[1,2]');
  const long = new OpenEntry('stream', '"a long one"');
  expect(long.tryAdd('2', 10, 5)).toBe(false);
  expect(long.toString()).toBe('["a long one"]');
});

test.each([[[]], [['other', '[1]']], [[recordsField]], [[recordsField, '[{"cut":']], [[recordsField, '{"r":1}']]])(
  'fields %j are none of ours',
  (fields) => {
    expect(recordsOf(fields)).toBeUndefined();
  },
);
