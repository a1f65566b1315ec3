import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson, type Person } from './support/person.js';
import { anError, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi({ BODY_LIMIT: '2048', DEMO_PEOPLE: 'ana,bruno', DEMO_PASSWORD: 'for all' });
afterAll(() => api.close());

let ana: Person;
beforeAll(async () => {
  ana = await aPerson(api);
});

/** Sends what is no proper request. */
const send = (options: InjectOptions) =>
  api.app.inject({ ...options, headers: { authorization: `Bearer ${ana.access}`, ...options.headers } });
const json = (url: string, payload: string): InjectOptions => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  payload,
});
const login = '/api/auth/login/';

test.each<[string, InjectOptions, number, unknown]>([
  ['an unknown address', { url: '/api/nothing/' }, 404, anError('not_found')],
  ['the root', { url: '/' }, 404, anError('not_found')],
  ['an address that is none', { url: '/api/chats/%E0%A4%A/' }, 400, anError('invalid_input')],
  ['a part of an address that is too long', { url: `/api/chats/${'a'.repeat(101)}/` }, 400, anError('invalid_input')],
  ['JSON that is none', json(login, '{"username":'), 400, anError('invalid_json')],
  ['JSON with a prototype', json(login, '{"__proto__": {}}'), 400, anError('invalid_json')],
  ['a list', json(login, '[]'), 400, anError('invalid_input', { body: sentences })],
  ['null', json(login, 'null'), 400, anError('invalid_input', { body: sentences })],
  ['no body', json(login, ''), 400, anError('invalid_input', { username: sentences, password: sentences })],
  ['too large a body', json(login, JSON.stringify({ username: 'a'.repeat(2_048) })), 413, anError('payload_too_large')],
  [
    'a form',
    { ...json(login, 'username=ana'), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    anError('unsupported_media_type'),
  ],
  [
    'a content type that is none',
    { ...json(login, '{}'), headers: { 'content-type': 'json' } },
    415,
    anError('unsupported_media_type'),
  ],
  ['no token', { url: '/api/chats/', headers: { authorization: '' } }, 401, anError('not_authenticated')],
  [
    'another kind of token',
    { url: '/api/chats/', headers: { authorization: 'Basic YTpi' } },
    401,
    anError('not_authenticated'),
  ],
  ['a chat that is not there', { url: `/api/chats/${randomUUID()}/` }, 404, anError('chat_not_found')],
])('one shape of errors: %s', async (_what, options, status, error) => {
  const answer = await send(options);

  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['x-request-id']).toBeTruthy();
  expect(answer.json()).toStrictEqual(error);
});

test.each([
  ['DELETE', '/api/auth/login/', 'POST'],
  ['GET', '/api/auth/register', 'POST'],
  ['PUT', '/api/messages/', 'POST'],
  ['POST', '/api/health/', 'GET, HEAD'],
] as const)('%s %s is not allowed, and it says what is', async (method, url, allowed) => {
  const answer = await send({ method, url });

  expect(answer.statusCode).toBe(405);
  expect(answer.headers.allow).toContain(allowed);
  expect(answer.json()).toStrictEqual(anError('method_not_allowed'));
});

test('names what is wrong by field', async () => {
  const answer = await send(json(login, JSON.stringify({ username: '', password: 42 })));

  expect(answer.json()).toStrictEqual(
    anError('invalid_input', { username: ['This must not be empty.'], password: ['This must be a string.'] }),
  );
});

test('what fails inside is not told', async () => {
  const broken = await startTestApi({ DATABASE_URL: 'postgresql://127.0.0.1:1/nowhere' });
  const answer = await broken.app.inject(json(login, JSON.stringify({ username: 'ana', password: 'secret' })));
  await broken.close();

  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toStrictEqual(anError('unavailable'));
});

test.each(['/api/health/', '/api/chats/', '/nowhere', '/api/%zz', '/swagger.json'])(
  '%s shows nothing to a page that embeds it, and is taken for nothing but what it says it is',
  async (url) => {
    const { headers } = await send({ url });

    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    // Only in production: it would last for a year.
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
  },
);

test.each(['/swagger/', '/redoc/', '/asyncapi/'])('the page %s loads scripts and data from here alone', async (url) => {
  const { headers } = await send({ url });

  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'"]),
  );
  expect(policy.join()).not.toMatch(/script-src[^,]*unsafe|\*/);
});

test.each(['/api/chats', '/api/chats/', '/api/health', '/api/health/'])('%s is an address', async (url) => {
  expect((await send({ url })).statusCode).toBe(200);
});

test.each([
  ['who is no page', {}, true],
  ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
  ['our own page, if it says so', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' }, true],
  ['who writes the address into the bar', { 'sec-fetch-site': 'none' }, true],
  ['a page at another port', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:5173' }, false],
  ['another page', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
  ['another page, by an address without TLS', { origin: 'http://evil.example' }, false],
  ['a frame that is nobody', { origin: 'null' }, false],
])('whom anybody may be in a demo is told to %s: %j, %j', async (_who, headers, isTold) => {
  const answer = await api.app.inject({ url: '/api/demo/', headers: { host: 'localhost:80', ...headers } });

  expect(answer.json()).toEqual(isTold ? { people: ['ana', 'bruno'], password: 'for all' } : { people: [] });
});
