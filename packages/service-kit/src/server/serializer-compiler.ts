import fastJsonStringifyCompiler from '@fastify/fast-json-stringify-compiler';
import type { FastifySchema, FastifySerializerCompiler } from 'fastify';

/**
 * Compiles schemas of responses with Fastify's own fast-json-stringify, and spares it three kinds of work:
 *
 * - An object that may be `null` is written in schemas as a union of two. To tell which of a union a value is, the serializer
 *   would check it against each with Ajv, all that is in it; of these two the type says it.
 * - What several requests are answered with, the same object, is written once. Nobody may change it after the first.
 * - UUIDs and words of a closed set hold no character that must be escaped, so none is looked for. What a response has of
 *   these we have made ourselves, and its type says so.
 */
export function serializerCompiler(): FastifySerializerCompiler<FastifySchema> {
  const compile = fastJsonStringifyCompiler()();
  return ({ schema, method, url, httpStatus = '' }) =>
    once(compile({ schema: simplified(schema), method, url, httpStatus }));
}

/** Remembers as what an object was written, for as long as the object lives. */
function once(write: (value: unknown) => string): (value: unknown) => string {
  const written = new WeakMap<object, string>();
  return (value) => {
    if (typeof value !== 'object' || value === null) return write(value);
    const known = written.get(value);
    if (known !== undefined) return known;
    const text = write(value);
    written.set(value, text);
    return text;
  };
}

interface SchemaNode {
  type?: unknown;
  format?: unknown;
  enum?: unknown[];
  anyOf?: SchemaNode[];
}

/** A copy of a schema that makes the serializer write the same with less work. */
function simplified(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(simplified);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node: SchemaNode = schema;
  if (needsNoEscape(node)) return { type: 'string', format: 'unsafe' };
  const { anyOf, ...rest } = node;
  const object = nullableObject(anyOf);
  if (object) return simplified({ ...rest, ...object, type: ['object', 'null'] });
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, simplified(value)]));
}

function needsNoEscape({ type, format, enum: words }: SchemaNode): boolean {
  if (type !== 'string') return false;
  return format === 'uuid' || words?.every((word) => JSON.stringify(word) === `"${String(word)}"`) === true;
}

function nullableObject([one, other, ...more]: SchemaNode[] = []): SchemaNode | undefined {
  return one?.type === 'object' && other?.type === 'null' && more.length === 0 ? one : undefined;
}
