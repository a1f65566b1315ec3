import { expect, test } from 'vitest';
import { ints, uuids } from './sql.js';

const [one, two] = ['01931f5e-0000-7000-8000-000000000001', '01931f5e-0000-7000-8000-000000000002'];

test('a list is one parameter', () => {
  expect(uuids([one, two]).values).toEqual([`{${one},${two}}`]);
  expect(uuids([]).values).toEqual(['{}']);
  expect(uuids([one, null]).values).toEqual([`{${one},NULL}`]);
  expect(ints([1, 20]).values).toEqual(['{1,20}']);
});

test.each([`${one},${two}`, 'NULL', ''])('%j passes for no id', (text) => {
  expect(() => uuids([one, text])).toThrow('no UUID');
});
