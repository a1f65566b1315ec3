import specs from '@asyncapi/specs';
import type {} from '@fastify/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { buildApp } from '../src/app.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

const json = 'application/json; charset=utf-8';

const Operation = Type.Object({
  summary: Type.String(),
  tags: Type.Array(Type.String(), { minItems: 1 }),
  security: Type.Optional(Type.Array(Type.Unknown())),
});
const Document = Type.Object({
  openapi: Type.Literal('3.1.0'),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
});

/** The document, and an error where it does not have what a reader looks for in each operation. */
async function readDocument() {
  const body: unknown = (await api.app.inject('/swagger.json')).json();
  return Compile(Document).Parse(body);
}

/** Every route under `/api` and `/expo`, as `GET /api/chats/{chatId}`. */
async function routes(): Promise<string[]> {
  const found = new Set<string>();
  const app = buildApp(api.ctx);
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) found.add(`${each} ${url.replaceAll(/:(\w+)/g, '{$1}').replace(/\/$/, '')}`);
  });
  await app.ready();
  await app.close();
  return [...found].filter((route) => /^(GET|POST|PUT|PATCH|DELETE) \/(api|expo)\//.test(route));
}

describe('/swagger.json', () => {
  test('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate((await api.app.inject('/swagger.json')).json());

    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('describes every route, and no other', async () => {
    const { paths } = await readDocument();

    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\/$/, '')}`),
    );

    expect(described.length).toBeGreaterThan(8);
    expect(described.toSorted()).toEqual((await routes()).toSorted());
  });

  test('says which routes ask for a token', async () => {
    const { paths } = await readDocument();
    const asks = (method: string, path: string) => paths[path]?.[method]?.security?.length;

    expect(asks('get', '/api/chats')).toBe(1);
    expect(asks('post', '/api/messages')).toBe(1);
    expect(asks('post', '/api/auth/login')).toBeUndefined();
    expect(asks('get', '/api/health')).toBeUndefined();
  });
});

describe('the refusals of /swagger.json', () => {
  const Responses = Type.Record(Type.String(), Type.Object({ description: Type.String() }));
  const Refusing = Type.Object({
    paths: Type.Record(Type.String(), Type.Record(Type.String(), Type.Object({ responses: Responses }))),
  });

  /** The codes that an operation names under each status of a refusal. */
  async function refusalsOf(method: string, path: string): Promise<Record<string, string[]>> {
    const { paths } = Compile(Refusing).Parse((await api.app.inject('/swagger.json')).json());
    const refusals = Object.entries(paths[path]![method]!.responses).filter(([status]) => status >= '4');
    return Object.fromEntries(
      refusals.map(([status, { description }]) => [
        status,
        [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code!),
      ]),
    );
  }
  const always = { 500: ['internal_error'], 503: ['unavailable'] };
  const withToken = { ...always, 429: ['rate_limited'], 401: ['not_authenticated', 'token_expired'] };

  test.each<[string, string, Record<string, string[]>]>([
    ['get', '/api/health', { 500: ['internal_error'], 503: [] }],
    ['get', '/api/users/me', { ...withToken, 400: ['host_not_allowed'], 404: ['user_not_found'] }],
    ['get', '/api/admin/counts', { ...withToken, 400: ['host_not_allowed'], 403: ['not_allowed'] }],
    [
      'put',
      '/api/messages/{messageId}/status',
      {
        ...withToken,
        400: ['unknown_status', 'own_message', 'invalid_input', 'invalid_json', 'host_not_allowed'],
        403: ['not_a_participant'],
        404: ['message_not_found'],
        413: ['payload_too_large'],
        415: ['unsupported_media_type'],
      },
    ],
  ])('%s %s names what it answers, and no more', async (method, path, wanted) => {
    expect(await refusalsOf(method, path)).toEqual(wanted);
  });
});

describe('the examples of /swagger.json', () => {
  const Media = Type.Object({
    schema: Type.Object({}),
    example: Type.Optional(Type.Unknown()),
    examples: Type.Optional(Type.Record(Type.String(), Type.Object({ value: Type.Unknown() }))),
  });
  const Part = Type.Object({ content: Type.Optional(Type.Record(Type.String(), Media)) });
  const Documented = Type.Object({
    paths: Type.Record(
      Type.String(),
      Type.Record(
        Type.String(),
        Type.Object({ requestBody: Type.Optional(Part), responses: Type.Record(Type.String(), Part) }),
      ),
    ),
    components: Type.Object({ schemas: Type.Record(Type.String(), Type.Unknown()) }),
  });

  test('are there for every body, and fit its schema', async () => {
    const document: unknown = (await api.app.inject('/swagger.json')).json();
    const { paths, components } = Compile(Documented).Parse(document);
    const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false });
    ajv.addSchema({ ...Compile(Type.Object({})).Parse(document), $id: 'openapi' });
    const media = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody, responses }]) => [
        ...mediaOf(requestBody, path, method, 'requestBody'),
        ...Object.entries(responses).flatMap(([status, part]) => mediaOf(part, path, method, 'responses', status)),
      ]),
    );

    expect(media.length).toBeGreaterThan(100);
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(['Chat', 'Error', 'Message', 'User']));
    for (const { pointer, example, examples } of media) {
      const fits = ajv.getSchema(`openapi${pointer}/schema`)!;
      for (const each of examples ? Object.values(examples).map(({ value }) => value) : [example]) {
        expect(each, pointer).toBeDefined();
        void fits(each);
        expect(fits.errors ?? [], pointer).toEqual([]);
      }
    }
  });

  /** What a part of an operation may hold, and where in the document that is said (a JSON pointer as a fragment). */
  function mediaOf(part: Static<typeof Part> | undefined, ...place: string[]) {
    const escaped = (step: string) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
    return Object.entries(part?.content ?? {}).map(([type, media]) => ({
      ...media,
      pointer: `#/${['paths', ...place, 'content', type].map(escaped).join('/')}`,
    }));
  }
});

describe('/asyncapi.json', () => {
  const Sockets = Type.Object({
    channels: Type.Record(
      Type.String(),
      Type.Object({
        messages: Type.Record(
          Type.String(),
          Type.Object({ payload: Type.Object({}), examples: Type.Array(Type.Object({ payload: Type.Unknown() })) }),
        ),
      }),
    ),
    components: Type.Object({}),
  });
  const read = async (): Promise<unknown> => (await api.app.inject('/asyncapi.json')).json();

  test('is AsyncAPI 3', async () => {
    const isAsyncApi = new Ajv({ strict: false, validateFormats: false }).compile(
      Object.fromEntries(Object.entries(specs.schemasWithoutId['3.0.0'] ?? {})),
    );
    isAsyncApi(await read());

    expect(isAsyncApi.errors ?? []).toEqual([]);
  });

  test('has an example of every frame, and it fits', async () => {
    const { channels, components }: Static<typeof Sockets> = Compile(Sockets).Parse(await read());
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const messages = Object.values(channels).flatMap((channel) => Object.entries(channel.messages));

    expect(messages.length).toBeGreaterThan(25);
    for (const [name, { payload, examples }] of messages) {
      const fits = ajv.compile({ ...payload, components });
      fits(examples[0]!.payload);
      expect(fits.errors ?? [], name).toEqual([]);
    }
  });

  test('names only what is there', async () => {
    const document = await read();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);

    expect(references.length).toBeGreaterThan(50);
    for (const path of references) {
      const found = path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(found, path).toBeDefined();
    }
  });
});

describe('the pages', () => {
  const urls = ['/swagger', '/swagger/', '/redoc', '/redoc/', '/asyncapi', '/asyncapi/'];

  test.each(urls)('%s is a page whose parts are all there, and from here', async (url) => {
    const page = await follow(url);
    expect(page.headers['content-type']).toContain('text/html');

    const parts = [...page.body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, part]) => part!);

    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      if (part.startsWith('data:')) continue;
      const address = new URL(part, `http://localhost${page.url}`);
      expect(address.host).toBe('localhost');
      expect((await api.app.inject(address.pathname)).statusCode, address.pathname).toBe(200);
    }
  });

  test('/swagger/ shows the document, which is not made anew for everybody who asks', async () => {
    const shown = (await api.app.inject('/swagger/json')).json<unknown>();
    const make = vi.spyOn(api.app, 'swagger');
    onTestFinished(() => make.mockRestore());
    const again = [await api.app.inject('/swagger/json'), await api.app.inject('/swagger.json')];

    expect(again.map((answer) => answer.json<unknown>())).toEqual([shown, shown]);
    expect(again.map(({ headers }) => headers['content-type'])).toEqual([json, json]);
    expect(make).not.toHaveBeenCalled();
  });
});

async function follow(url: string): Promise<{ url: string; headers: Record<string, unknown>; body: string }> {
  const { statusCode, headers, body } = await api.app.inject(url);
  if (statusCode >= 300 && statusCode < 400) return follow(String(headers.location));
  expect(statusCode).toBe(200);
  return { url, headers, body };
}
