import { Type, type TSchema } from 'typebox';
import { expect, test } from 'vitest';
import { validatorCompiler } from './validator-compiler.js';

const compile = validatorCompiler();
const validator = (schema: TSchema, httpPart: string) => compile({ schema, method: 'POST', url: '/', httpPart });

test('a body is taken as it is', () => {
  const validate = validator(Type.Object({ size: Type.Integer(), names: Type.Array(Type.String()) }), 'body');
  expect(validate({ size: 5, names: ['a'], other: 1 })).toBe(true);
  expect(validate({ size: '5', names: ['a'] })).toBe(false);
  expect(validate({ size: 5, names: 'a' })).toBe(false);
});

test.each(['querystring', 'params', 'headers'])('%s are converted', (part) => {
  const validate = validator(Type.Object({ size: Type.Integer(), all: Type.Boolean({ default: false }) }), part);
  const input = { size: '5', other: '1' };
  expect(validate(input)).toBe(true);
  expect(input).toEqual({ size: 5, all: false, other: '1' });
});

test('everything that is wrong with a small input is told', () => {
  const validate = validator(Type.Array(Type.Array(Type.String())), 'body');
  expect(validate(Array(100).fill([0]))).toBe(false);
  expect(validate.errors).toHaveLength(100);
});

test('of a large input only the first thing', () => {
  const validate = validator(Type.Array(Type.Array(Type.String())), 'body');
  expect(validate(Array(101).fill([0]))).toBe(false);
  expect(validate.errors).toHaveLength(1);
});

test('what was wrong with one input is not said of the next', () => {
  const validate = validator(Type.Array(Type.String()), 'body');
  expect(validate(Array(300).fill(0))).toBe(false);
  expect(validate(['a'])).toBe(true);
  expect(validate.errors).toBeNull();
});
