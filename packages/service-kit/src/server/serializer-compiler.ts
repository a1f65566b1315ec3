import fastJsonStringifyCompiler from '@fastify/fast-json-stringify-compiler';
import type { FastifySchema, FastifySerializerCompiler } from 'fastify';

/**
 * Compiles schemas of responses with Fastify's own fast-json-stringify. An object that may be `null` is written in schemas
 * as a union of two. To tell which of a union a value is, the serializer would check it against each with Ajv, all that is
 * in it; of these two the type says it.
 */
export function serializerCompiler(): FastifySerializerCompiler<FastifySchema> {
  const compile = fastJsonStringifyCompiler()();
  return ({ schema, method, url, httpStatus = '' }) =>
    compile({ schema: withoutNullUnions(schema), method, url, httpStatus });
}

/** A copy of a schema in which `{ anyOf: [object, null] }` is the object, of the types `object` and `null`. */
function withoutNullUnions(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNullUnions);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = schema as { anyOf?: { type?: unknown }[] };
  const object = nullableObject(anyOf);
  if (object) return withoutNullUnions({ ...rest, ...object, type: ['object', 'null'] });
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutNullUnions(value)]));
}

function nullableObject(anyOf: { type?: unknown }[] = []): object | undefined {
  const [one, other, ...more] = anyOf;
  return one?.type === 'object' && other?.type === 'null' && more.length === 0 ? one : undefined;
}
