import { Type, type TSchema } from 'typebox';
import { expect, test } from 'vitest';
import { explainValidation } from './explain-validation.js';
import { validatorCompiler } from './validator-compiler.js';

const compile = validatorCompiler();

/** What is said of a body that does not fit. */
function explain(schema: TSchema, body: unknown) {
  const validate = compile({ schema, method: 'POST', url: '/', httpPart: 'body' });
  return validate(body) === true ? {} : explainValidation(validate.errors ?? [], 'body');
}

const one = (schema: TSchema) => Type.Object({ it: schema });

test.each<[TSchema, unknown, string]>([
  [Type.String(), 5, 'This must be a string.'],
  [Type.Integer(), 1.5, 'This must be a whole number.'],
  [Type.Number(), '5', 'This must be a number.'],
  [Type.Boolean(), 'true', 'This must be true or false.'],
  [Type.Array(Type.String()), {}, 'This must be a list.'],
  [Type.Object({}), [], 'This must be an object.'],
  [Type.Null(), 1, 'This must be null.'],
  [Type.Unsafe({ type: ['string', 'null'] }), 1, 'This must be a string.'],
  [Type.String({ minLength: 1 }), '', 'This must not be empty.'],
  [Type.String({ minLength: 8 }), 'short', 'This must have at least 8 characters.'],
  [Type.String({ maxLength: 3 }), 'long', 'This must have at most 3 characters.'],
  [Type.String({ pattern: '^a' }), 'b', 'This has not the right form.'],
  [Type.String({ format: 'uuid' }), 'b', 'This must be a UUID.'],
  [Type.String({ format: 'date-time' }), '2026', 'This must be a time in ISO 8601, with its zone.'],
  [Type.String({ format: 'email' }), 'b', 'This must be an e-mail address.'],
  [Type.String({ format: 'ipv4' }), 'b', 'This has not the right form.'],
  [Type.Enum(['like', 'love']), 'hate', 'This must be one of: like, love.'],
  [Type.Literal('like'), 'hate', 'This must be like.'],
  [Type.Integer({ minimum: 1 }), 0, 'This must be at least 1.'],
  [Type.Integer({ maximum: 9 }), 10, 'This must be at most 9.'],
  [Type.Integer({ multipleOf: 2 }), 3, 'This is not valid.'],
  [Type.Array(Type.String(), { minItems: 1 }), [], 'This must not be empty.'],
  [Type.Array(Type.String(), { minItems: 2 }), ['a'], 'This must have at least 2 entries.'],
  [Type.Array(Type.String(), { maxItems: 1 }), ['a', 'b'], 'This must have at most 1 entries.'],
  [Type.Array(Type.String(), { uniqueItems: true }), ['a', 'a'], 'This must not have the same entry twice.'],
])('%j does not fit %j: %s', (schema, value, sentence) => {
  expect(explain(one(schema), { it: value })).toEqual({ it: [sentence] });
});

test('what is missing is named', () => {
  const schema = Type.Object({ name: Type.String(), size: Type.Object({ width: Type.Number() }) });
  expect(explain(schema, { size: {} })).toEqual({ name: ['This is required.'], 'size.width': ['This is required.'] });
});

test('a field inside others is named by its path', () => {
  const schema = Type.Object({ 'a/b': Type.Array(Type.Object({ c: Type.String() })) });
  expect(explain(schema, { 'a/b': [{ c: 'x' }, { c: 5 }] })).toEqual({ 'a/b.1.c': ['This must be a string.'] });
});

test('a field that may not be there is named, whatever its name', () => {
  const schema = Type.Object({}, { additionalProperties: false });
  expect(explain(schema, JSON.parse('{"__proto__":1}'))).toEqual(
    Object.fromEntries([['__proto__', ['There is no such field.']]]),
  );
});

test('an input that is wrong as a whole is called what it is', () => {
  expect(explain(Type.Object({}), 'text')).toEqual({ body: ['This must be an object.'] });
});

test('of a union, the branch that was meant is explained', () => {
  const ids = Type.Union([Type.Array(Type.String()), Type.String({ minLength: 2 })]);
  expect(explain(one(ids), { it: 5 })).toEqual({ it: ['This must be a list or a string.'] });
  expect(explain(one(ids), { it: ['a', 5] })).toEqual({ 'it.1': ['This must be a string.'] });
  expect(explain(one(ids), { it: 'a' })).toEqual({ it: ['This must have at least 2 characters.'] });
  const optional = Type.Union([one(Type.String()), Type.Null()]);
  expect(explain(optional, { it: 5 })).toEqual({ it: ['This must be a string.'] });
});

test('not everything is told of an input in which nothing is right', () => {
  const errors = explain(Type.Array(Type.String()), Array(100).fill(0));
  expect(Object.keys(errors)).toHaveLength(20);
});
