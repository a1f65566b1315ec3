import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { ServiceError } from '@besage/contracts';
import type { InjectOptions } from 'fastify';
import { Type } from 'typebox';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../logging/create-logger.js';
import { HttpCounts } from '../metrics/http-counts.js';
import { Metrics } from '../metrics/metrics.js';
import { buildServer, type ServerOptions } from './build-server.js';

const id = '0192aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A server with a route for each way in which things go wrong. */
function server(options: Partial<ServerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({ name: 'test', level: 'debug', destination: { write: (line) => lines.push(line) } });
  const app = buildServer({ log, ...options });
  closers.push(() => app.close());

  const Body = Type.Object({ name: Type.String({ minLength: 2 }), size: Type.Optional(Type.Integer()) });
  app.post('/things', { schema: { body: Body } }, (request) => request.body);
  app.get(
    '/things',
    { schema: { querystring: Type.Object({ limit: Type.Integer({ default: 5 }) }) } },
    (request) => request.query,
  );
  app.get(
    '/things/:id',
    { schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
    (request) => request.params,
  );
  app.delete('/things/:id', (request) => ({ hasBody: request.body !== undefined }));
  const Nothing = Type.Union([Type.Object({ why: Type.Optional(Type.String()) }), Type.Null()]);
  app.post('/leave', { schema: { body: Nothing } }, (request) => request.body);
  app.options('*', () => ({}));
  app.get('/throw', () => {
    throw thrown;
  });
  let thrown: unknown;
  const throwing = (error: unknown) => {
    thrown = error;
    return app.inject('/throw');
  };
  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { app, throwing, logged, lines };
}

const json = (payload: string): InjectOptions => ({
  method: 'POST',
  url: '/things',
  headers: { 'content-type': 'application/json' },
  payload,
});

test('paths are the same with and without trailing slash', async () => {
  const { app } = server();
  for (const url of ['/things', '/things/', '/things/?limit=5']) {
    expect((await app.inject(url)).json()).toEqual({ limit: 5 });
  }
});

test('a body keeps its types, a query is converted', async () => {
  const { app } = server();
  const answer = await app.inject(json('{"name":5,"size":"7"}'));
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toEqual({
    detail: 'Some of what was sent is not valid.',
    message: 'Some of what was sent is not valid.',
    code: 'invalid_input',
    errors: { name: ['This must be a string.'], size: ['This must be a whole number.'] },
  });
  expect((await app.inject('/things?limit=7')).json()).toEqual({ limit: 7 });
  expect((await app.inject('/things?limit=x')).json()).toMatchObject({
    errors: { limit: ['This must be a whole number.'] },
  });
  expect((await app.inject('/things/7')).json()).toMatchObject({ errors: { id: ['This must be a UUID.'] } });
});

test('fields that nobody asked for stay and do no harm', async () => {
  const { app } = server();
  expect((await app.inject(json('{"name":"ab","other":1}'))).json()).toEqual({ name: 'ab', other: 1 });
});

test.each([
  ['no body', { method: 'POST', url: '/leave' }],
  ['an empty body that is announced as JSON', { ...json(''), url: '/leave' }],
  ['an empty object', { ...json('{}'), url: '/leave' }],
] satisfies [string, InjectOptions][])('%s is an empty object', async (_, request) => {
  const { app } = server();
  expect((await app.inject(request)).json()).toEqual({});
  expect((await app.inject({ ...request, url: '/things' })).json()).toMatchObject({
    code: 'invalid_input',
    errors: { name: ['This is required.'] },
  });
});

test('a route that expects no body gets none', async () => {
  const { app } = server();
  expect((await app.inject({ method: 'DELETE', url: '/things/7' })).json()).toEqual({ hasBody: false });
});

test.each<[string, InjectOptions | string, number, string]>([
  ['broken JSON', json('{"name":'), 400, 'invalid_json'],
  ['only blanks', json('  '), 400, 'invalid_json'],
  ['a key that poisons prototypes', json('{"__proto__":{"a":1}}'), 400, 'invalid_json'],
  [
    'a body of another type',
    { ...json('name=a'), headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
  ],
  ['a content type that is none', { ...json('{}'), headers: { 'content-type': '??' } }, 415, 'unsupported_media_type'],
  ['too large a body', json(`{"name":"${'x'.repeat(256 * 1024)}"}`), 413, 'payload_too_large'],
  ['an unknown path', '/nowhere', 404, 'not_found'],
  ['an unknown path, by another method', { method: 'PUT', url: '/nowhere' }, 404, 'not_found'],
  ['a broken escape in the path', '/things/%zz', 400, 'invalid_input'],
  ['half a character in the path', '/things/%e0%a4', 400, 'invalid_input'],
  ['a very long parameter', { method: 'DELETE', url: `/things/${'x'.repeat(101)}` }, 400, 'invalid_input'],
])('%s', async (_, request, status, code) => {
  const { app } = server();
  const answer = await app.inject(request);
  expect(answer.statusCode).toBe(status);
  const body = answer.json<Record<string, unknown>>();
  expect(body).toMatchObject({ code, detail: expect.any(String) as string });
  expect(body['message']).toBe(body['detail']);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['x-request-id']).toEqual(expect.any(String));
});

test('a wrong method is told from an unknown path', async () => {
  const { app } = server();
  const answer = await app.inject({ method: 'PATCH', url: `/things/${id}/?x=1` });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers.allow).toBe('GET, HEAD, DELETE');
  expect(answer.json()).toMatchObject({ code: 'method_not_allowed' });
  expect((await app.inject({ method: 'DELETE', url: '/things/' })).headers.allow).toBe('GET, HEAD, POST');
});

test('a refusal is answered as the catalogue has it', async () => {
  const { throwing } = server();
  const taken = await throwing(new ServiceError('username_taken', { errors: { username: ['Taken.'] } }));
  expect(taken.statusCode).toBe(400);
  expect(taken.json()).toMatchObject({ code: 'username_taken', errors: { username: ['Taken.'] } });
  const limited = await throwing(new ServiceError('rate_limited', { retryAfter: 1.2 }));
  expect(limited.statusCode).toBe(429);
  expect(limited.headers['retry-after']).toBe('2');
  const stranger = await throwing(new ServiceError('not_authenticated'));
  expect(stranger.headers['www-authenticate']).toBe('Bearer');
});

test('what nobody foresaw is logged with its request id and not shown', async () => {
  const { throwing, logged } = server();
  const answer = await throwing(new TypeError('the password of postgres://u:hunter2@db is wrong'));
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'internal_error', detail: 'Something went wrong on our side.' });
  const line = logged().find(({ level }) => level === 'error');
  expect(line).toMatchObject({
    requestId: answer.headers['x-request-id'],
    err: { type: 'TypeError', message: 'the password of postgres://[hidden]@db is wrong' },
    req: { method: 'GET', path: '/throw' },
  });
});

test.each([
  [400, 400, 'invalid_input'],
  [401, 401, 'not_authenticated'],
  [403, 403, 'not_allowed'],
  [404, 404, 'not_found'],
  [406, 415, 'unsupported_media_type'],
  [413, 413, 'payload_too_large'],
  [429, 429, 'rate_limited'],
  [503, 503, 'unavailable'],
  [418, 500, 'internal_error'],
])('a plugin that refuses with %d is answered with %d %s, in our words', async (statusCode, status, code) => {
  const answer = await server().throwing(Object.assign(new Error('theirs'), { code: 'FST_OTHER', statusCode }));
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toMatchObject({ code });
  expect(answer.body).not.toContain('theirs');
});

test.each([
  undefined,
  null,
  'a string',
  { statusCode: 404, message: 'x' },
  Object.assign(new Error('x'), { statusCode: 404 }),
])('a status that is not ours does not pass: %j', async (thrown) => {
  expect((await server().throwing(thrown)).statusCode).toBe(500);
});

test('an outage of what we depend on is not our failure: 503 and a warning', async () => {
  const { throwing, logged } = server({ codeOf: (error) => (error instanceof RangeError ? 'unavailable' : undefined) });
  const answer = await throwing(new RangeError('no connection'));
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ code: 'unavailable' });
  expect(logged().map(({ level }) => level)).toContain('warn');
  expect((await throwing(new TypeError('x'))).statusCode).toBe(500);
});

test('each request is one line that tells no secrets', async () => {
  const { app, lines, logged } = server();
  await app.inject({
    url: '/things?limit=1&token=hunter2',
    headers: { authorization: 'Bearer hunter2', cookie: 'a=hunter2' },
  });
  expect(logged()).toHaveLength(1);
  expect(logged()[0]).toMatchObject({
    level: 'info',
    msg: 'answered',
    req: { method: 'GET', path: '/things', remoteAddress: '127.0.0.1' },
    res: { statusCode: 200 },
    ms: expect.any(Number) as number,
  });
  await fetch(`${await app.listen({ host: '127.0.0.1', port: 0 })}/%zz?token=hunter2`);
  await expect.poll(() => logged().at(-1)).toMatchObject({ req: { path: '/%zz' }, res: { statusCode: 400 } });
  expect(lines.join()).not.toContain('hunter2');
});

test('a proxy that nobody named is told of, once; one that was named is believed', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  const unnamed = server();
  for (let i = 0; i < 3; i++) await unnamed.app.inject({ url: '/things', headers });
  const named = server({ trustedProxies: ['loopback'] });
  await named.app.inject({ url: '/things', headers });

  const warnings = ({ logged }: typeof named) => logged().filter(({ level }) => level === 'warn');
  expect(warnings(unnamed)).toEqual([expect.objectContaining({ remoteAddress: '127.0.0.1' })]);
  expect(warnings(named)).toEqual([]);
  const seen = [unnamed, named].map(
    ({ logged }) => (logged().at(-1)?.['req'] as Record<string, unknown>)['remoteAddress'],
  );
  expect(seen).toEqual(['127.0.0.1', '203.0.113.7']);
});

test.each([
  ['abc-123.x:y_z', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['a b', false],
  ['a"b', false],
])('a request id from outside, %j, is taken: %j', async (given, taken) => {
  const { app } = server();
  const answer = await app.inject({ url: '/things', headers: { 'x-request-id': given } });
  if (taken) expect(answer.headers['x-request-id']).toBe(given);
  else expect(answer.headers['x-request-id']).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
});

/** Opens a connection on which nothing is sent yet. */
async function connection(app: ReturnType<typeof server>['app']) {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return connect((app.server.address() as AddressInfo).port, '127.0.0.1');
}

test.each([
  ['no HTTP', 'HELLO\r\n\r\n', '400 Bad Request', 'This is not a valid HTTP request.'],
  [
    'too long an address',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    '431 Request Header Fields Too Large',
    'The address and headers are too long.',
  ],
])('%s is refused in the same shape', async (_, bytes, status, detail) => {
  const socket = await connection(server().app);
  socket.write(bytes);
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status}\r\n`);
  expect(JSON.parse(body ?? '')).toEqual({ detail, message: detail, code: 'invalid_input' });
});

test('a client that goes away in the middle is no error of ours', async () => {
  const { app, logged } = server();
  const socket = await connection(app);
  const head = 'POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
  socket.write(`${head}{"na`, () => socket.destroy());
  await expect.poll(() => logged().map(({ msg }) => msg)).toContain('client went away');
  expect(logged().map(({ level }) => level)).not.toContain('error');
});

test('a request that is on its way while the server stops is still answered', async () => {
  const { app } = server();
  app.addHook('preClose', async () => void socket.write('\r\n'));
  const socket = await connection(app);
  const accepted = once(app.server, 'connection');
  socket.write('GET /things HTTP/1.1\r\nhost: x\r\n');
  const [incoming] = (await accepted) as [Socket];
  await expect.poll(() => incoming.bytesRead).toBeGreaterThan(0);
  const closed = app.close();
  expect(await text(socket)).toMatch(/^HTTP\/1.1 200 OK\r\nConnection: close\r\n/i);
  await closed;
});

test('only allowed hosts are answered, but for routes that say so', async () => {
  const app = buildServer({ log: createLogger({ name: 'test', level: 'silent' }), allowedHosts: ['chat.example.com'] });
  app.get('/things', () => ({}));
  app.get('/health', { config: { anyHost: true } }, () => ({}));
  const statusOf = async (url: string, host: string) => (await app.inject({ url, headers: { host } })).statusCode;
  expect(await statusOf('/things', 'chat.example.com:3000')).toBe(200);
  expect(await statusOf('/things', 'evil.org')).toBe(400);
  expect(await statusOf('/unknown', 'evil.org')).toBe(400);
  expect((await app.inject({ url: '/%zz', headers: { host: 'evil.org' } })).json()).toMatchObject({
    code: 'host_not_allowed',
  });
  expect(await statusOf('/health', '10.0.0.7')).toBe(200);
});

test('answers are counted by the route as declared, refusals by their code', async () => {
  const counts = new HttpCounts();
  const metrics = new Metrics();
  counts.showIn(metrics);
  const app = buildServer({ log: createLogger({ name: 'test', level: 'silent' }), counts });
  app.get('/things/:id', () => ({}));
  for (const url of ['/things/a?token=b', '/things/c', '/elsewhere', '/%']) await app.inject(url);
  const told = [...(await metrics.text()).matchAll(/_count(.*)/g)].map(([, series]) => series);
  expect(told).toEqual([
    '{method="GET",route="/things/:id",status="200"} 2',
    '{method="GET",route="none",status="404"} 1',
    '{method="GET",route="none",status="400"} 1',
  ]);
  expect([...counts.refusals.by('code')].filter(([, count]) => count > 0)).toEqual([
    [{ code: 'not_found' }, 1],
    [{ code: 'invalid_input' }, 1],
  ]);
});
