import { Validator } from '@seriousme/openapi-schema-validator';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

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

describe('/swagger/', () => {
  test.each(['/swagger', '/swagger/', '/redoc/'])('%s is a page whose parts are all there', async (url) => {
    const page = await follow(url);
    expect(page.headers['content-type']).toContain('text/html');

    const parts = [...page.body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, part]) => part!);

    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      const address = new URL(part, `http://localhost${page.url}`);
      expect((await api.app.inject(address.pathname)).statusCode, address.pathname).toBe(200);
    }
  });

  test('shows the document', async () => {
    expect((await api.app.inject('/swagger/json')).json()).toEqual((await api.app.inject('/swagger.json')).json());
  });
});

async function follow(url: string): Promise<{ url: string; headers: Record<string, unknown>; body: string }> {
  const { statusCode, headers, body } = await api.app.inject(url);
  if (statusCode >= 300 && statusCode < 400) return follow(String(headers.location));
  expect(statusCode).toBe(200);
  return { url, headers, body };
}
