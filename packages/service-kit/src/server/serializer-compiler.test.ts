import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { serializerCompiler } from './serializer-compiler.js';

const compile = serializerCompiler();
const serializer = (schema: object) => compile({ schema, method: 'GET', url: '/', httpStatus: '200' });

const Thing = Type.Object({ name: Type.String(), parts: Type.Array(Type.Object({ size: Type.Integer() })) });
const Box = Type.Object({ thing: Type.Union([Thing, Type.Null()]), label: Type.String() });

test.each([
  { thing: { name: 'one', parts: [{ size: 1 }] }, label: 'full' },
  { thing: null, label: 'empty' },
])('what may be null is written as it is: %j', (box) => {
  expect(JSON.parse(serializer(Box)(box))).toEqual(box);
});

test('nothing that the schema does not name gets out', () => {
  const box = { thing: { name: 'one', parts: [], secret: 1 }, label: 'full', secret: 2 };
  expect(serializer(Box)(box)).toBe('{"thing":{"name":"one","parts":[]},"label":"full"}');
});

test('an object that may be null is told by its type: nothing in it is checked', () => {
  const Picky = Type.Union([Type.Object({ id: Type.String({ format: 'uuid' }) }), Type.Null()]);
  expect(serializer(Picky)({ id: 'not checked' })).toBe('{"id":"not checked"}');
});

test('UUIDs and words of a closed set are written as they are, other texts are escaped', () => {
  const Entry = Type.Object({
    id: Type.String({ format: 'uuid' }),
    kind: Type.Unsafe<string>({ type: 'string', enum: ['one', 'two'] }),
    odd: Type.Unsafe<string>({ type: 'string', enum: ['"', 'plain'] }),
    text: Type.String(),
  });
  const entry = { id: '0192aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa', kind: 'two', odd: '"', text: 'say "it"\n' };
  expect(serializer(Entry)(entry)).toBe(JSON.stringify(entry));
});

test('the same object is written once, by each schema', () => {
  const thing = { name: 'one', size: 2 };
  const byName = serializer(Type.Object({ name: Type.String() }));
  const bySize = serializer(Type.Object({ size: Type.Integer() }));
  const first = byName(thing);
  thing.name = 'not read again';
  expect([byName(thing), bySize(thing)]).toEqual([first, '{"size":2}']);
  expect(byName({ ...thing, name: 'another' })).toBe('{"name":"another"}');
});

test('other unions are told apart by what is in them', () => {
  const Either = Type.Union([Type.Object({ a: Type.Integer() }), Type.Object({ b: Type.Integer() })]);
  expect(serializer(Either)({ b: 2 })).toBe('{"b":2}');
});
