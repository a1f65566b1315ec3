import fc from 'fast-check';
import { hostileForm } from './hostile-forms.js';
import { oddString, oddText, oddValue } from './hostile-values.js';
import type { ApiOperation, InputSchema } from './api-document.js';

/** A request to be sent as it is, to the last byte. */
export interface HostileRequest {
  operation: ApiOperation;
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** Ids of what is there, by what they are ids of. */
export type KnownIds = Record<'chat' | 'user' | 'message' | 'reaction' | 'session', string[]>;

/** Who asks. */
export interface HostileActor {
  /** Possible values of the header; `undefined` for none. */
  authorization: (string | undefined)[];
  ids: KnownIds;
}

/** Requests for an operation: for the most part well-formed, and somewhere not. */
export function hostileRequest(
  operation: ApiOperation,
  { authorization, ids }: HostileActor,
): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      method: rarely(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'),
        operation.method,
      ),
      path: pathOf(operation, ids),
      slash: fc.constantFrom('', '/'),
      query: queryOf(operation, ids),
      authorization: fc.constantFrom(...authorization),
      headers: rarely<Record<string, string>>(oddHeaders, {}),
      content: contentOf(operation, ids),
    })
    .map(({ method, path, slash, query, authorization, headers, content }) => ({
      operation,
      method,
      path: path + slash + query,
      headers: { ...(authorization !== undefined && { authorization }), ...content.headers, ...headers },
      body: method === 'GET' || method === 'HEAD' || method === 'TRACE' ? undefined : content.body,
    }));
}

const oddHeaders = fc.constantFrom<Record<string, string>[]>(
  { accept: 'application/xml' },
  { origin: 'null' },
  { origin: 'https://elsewhere.example' },
  { 'x-request-id': "'; DROP TABLE users; --" },
  { 'x-http-method-override': 'DELETE' },
  { 'if-none-match': '*' },
  { 'content-encoding': 'gzip' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'nonsense' },
  { 'content-type': 'multipart/form-data' },
  { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'elsewhere.example' },
  { 'x-forwarded-for': "203.0.113.7, ' OR 1=1; --" },
  { 'x-forwarded-for': `${'::1,'.repeat(500)}2001:db8::%00`, 'x-forwarded-proto': 'javascript' },
  { 'x-forwarded-for': ',' },
  { forwarded: 'for=127.0.0.1;host=elsewhere.example' },
  { cookie: 'access=nonsense; __proto__=1' },
);

/** The one value, and rarely another. */
function rarely<T>(odd: fc.Arbitrary<T>, value: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 15, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd });
}

/** As `encodeURIComponent`, but what means something in an address stays what it is; halves of pairs cannot be written. */
const inAddress = (text: string) =>
  text.toWellFormed().replaceAll(/[^\w.~!$'()*+,;=:@%/-]+/g, (odd) => encodeURIComponent(odd));

function pathOf({ path }: ApiOperation, ids: KnownIds): fc.Arbitrary<string> {
  const steps = path.split('/').map((step) => {
    const [, name] = /^\{(\w+)\}$/.exec(step) ?? [];
    if (name === undefined) return fc.constant(step);
    return fc.oneof(
      { weight: 8, arbitrary: idFor(name, ids) },
      { weight: 2, arbitrary: oddString.map((odd) => inAddress(odd).slice(0, 1_500)) },
    );
  });
  return fc.tuple(...steps).map((each) => each.join('/'));
}

/** An id of what a parameter or field is about, as its name says; else of anything. */
function idFor(name: string, ids: KnownIds): fc.Arbitrary<string> {
  const all = Object.values(ids).flat();
  const [, fitting = all] = Object.entries(ids).find(([kind]) => name.toLowerCase().includes(kind)) ?? [];
  return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: fc.uuid() });
}

/** Values as their schema wants them. */
function valueFor(schema: InputSchema, name: string, ids: KnownIds): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => valueFor(each, name, ids)));
  switch ([schema.type].flat()[0]) {
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, name, ids), { maxLength: 5 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([key, each]) => [key, sentValue(each, key, ids)]),
        ),
      );
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 100) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return schema.format === 'uuid' || /(^|_)(id|ids|chat|message|user)$/.test(name)
        ? idFor(name, ids)
        : textFor(schema, name);
  }
}

let names = 0;

function textFor({ format }: InputSchema, name: string): fc.Arbitrary<string> {
  const fresh = fc.integer().map(() => `hostile-${String((names += 1))}`);
  if (format === 'email') return fresh.map((text) => `${text}@example.com`);
  if (name === 'username') return fresh;
  if (name === 'status') return fc.constantFrom('delivered', 'read');
  return fc.constantFrom('hello', 'a longer text, with @somebody in it', 'correct horse battery');
}

const sentValue = (schema: InputSchema, name: string, ids: KnownIds): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: valueFor(schema, name, ids) }, { weight: 1, arbitrary: oddValue });

function queryOf({ query }: ApiOperation, ids: KnownIds): fc.Arbitrary<string> {
  const pairs = Object.entries(query).map(([name, schema]) => {
    const value = fc.oneof(
      { weight: 4, arbitrary: valueFor(schema, name, ids).map(String) },
      { weight: 1, arbitrary: oddString },
    );
    return fc
      .oneof(fc.constant([]), fc.array(value, { minLength: 1, maxLength: 1 }), fc.array(value, { maxLength: 3 }))
      .map((values) => values.map((each) => `${name}=${inAddress(each.slice(0, 1_000)).replaceAll('+', '%2B')}`));
  });
  const odd = rarely(
    fc.array(
      oddString.map((text) => inAddress(text).slice(0, 500)),
      { minLength: 1, maxLength: 3 },
    ),
    [],
  );
  return fc.tuple(odd, ...pairs).map((parts) => {
    const text = parts.flat().join('&');
    return text === '' ? '' : `?${text}`;
  });
}

interface SentContent {
  headers: Record<string, string>;
  body: Buffer | undefined;
}

const asJson = { 'content-type': 'application/json' };
const nothing: SentContent = { headers: {}, body: undefined };

function contentOf({ method, bodies }: ApiOperation, ids: KnownIds): fc.Arbitrary<SentContent> {
  if (method === 'GET') return fc.constant(nothing);
  const json = bodies['application/json'];
  const text = oddText.map((odd): SentContent => ({ headers: asJson, body: Buffer.from(odd) }));
  const value = (json ? bodyFor(json, ids) : oddValue).map((body): SentContent => ({
    headers: asJson,
    body: Buffer.from(JSON.stringify(body)),
  }));
  if (!json && !bodies['multipart/form-data']) {
    return fc.oneof(
      { weight: 6, arbitrary: fc.constant(nothing) },
      { weight: 1, arbitrary: value },
      { weight: 1, arbitrary: text },
    );
  }
  const form = hostileForm(Object.keys(bodies['multipart/form-data']?.properties ?? { image: {} }));
  return fc.oneof(
    { weight: json ? 10 : 1, arbitrary: value },
    { weight: 1, arbitrary: text },
    { weight: bodies['multipart/form-data'] ? 10 : 1, arbitrary: form },
    { weight: 1, arbitrary: fc.constant(nothing) },
  );
}

/** Bodies of the right fields, some of them missing or odd, some that nobody asked for; rarely something else. */
function bodyFor(schema: InputSchema, ids: KnownIds): fc.Arbitrary<unknown> {
  const properties = schema.properties ?? schema.anyOf?.find((each) => each.properties)?.properties ?? {};
  const fields = Object.entries(properties).map(([name, each]) => [name, sentValue(each, name, ids)] as const);
  const whole = fc.record(Object.fromEntries(fields));
  const parts = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const more = fc.dictionary(oddString, oddValue, { maxKeys: 3 });
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 4, arbitrary: parts },
    { weight: 1, arbitrary: fc.tuple(parts, more).map(([body, odd]) => ({ ...odd, ...body })) },
    { weight: 1, arbitrary: oddValue },
  );
}
