import { startStack, type Stack } from '@besage/stack';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi, imageForm } from './support/call-api.js';
import { FrameSocket } from './support/frame-socket.js';
import { register } from './support/person.js';
import { png } from './support/png.js';
import { sendRaw } from './support/send-raw.js';

/** CONTRACT.md in its order: the settings that people have from the Django version. */

const repository = path.resolve(import.meta.dirname, '../../..');
const STRONG = '9f2c41d07be85a36c1f0d2e4978b6a53';

/** Somewhere that takes whatever is stored there: a bucket or the CDN Worker, and what it was asked. */
class FakeStore {
  readonly asked: { line: string; authKey: string | string[] | undefined; signed: boolean }[] = [];
  private readonly server: Server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const line = `${method} ${url.split('?')[0] ?? ''}`;
    const signed = headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=the-key-id/') ?? false;
    this.asked.push({ line, authKey: headers['x-custom-auth-key'], signed });
    request.resume().on('end', () => response.writeHead(200, { etag: '"1"' }).end());
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

interface Setup {
  /** @param store where a bucket or a Worker answers */
  settings: (store: string) => NodeJS.ProcessEnv;
  /** What images are stored by, and where the public finds them. */
  put: { line: RegExp; authKey: string | undefined; signed: boolean };
  imageUrl: (store: string) => string;
}

describe.each<[string, Setup]>([
  [
    'lists with commas; images through the CDN Worker',
    {
      settings: (store) => ({
        ENVIRONMENT: 'production',
        SECRET_KEY: STRONG,
        ALLOWED_HOSTS: 'localhost, 127.0.0.1,chat.example.com',
        ALLOWED_ORIGINS: 'https://one.example, https://two.example',
        USE_WORKER_URL: 'True',
        WORKER_URL: store,
        WORKER_AUTH_KEY: 'the key of the Worker',
      }),
      put: { line: /^PUT \/media\/profile\//, authKey: 'the key of the Worker', signed: false },
      imageUrl: (store) => store,
    },
  ],
  [
    'lists as JSON arrays; images in a bucket with a domain',
    {
      settings: (store) => ({
        ENVIRONMENT: 'production',
        SECRET_KEY: STRONG,
        ALLOWED_HOSTS: '["localhost", "127.0.0.1", "chat.example.com"]',
        ALLOWED_ORIGINS: '["https://one.example", "https://two.example"]',
        R2_ACCESS_KEY_ID: 'the-key-id',
        R2_SECRET_ACCESS_KEY: 'the secret of that key',
        R2_STORAGE_BUCKET_NAME: 'pictures',
        R2_WORKER_ENABLED: 'True',
        R2_WORKER_DOMAIN: 'cdn.example.com',
        S3_ENDPOINT: store,
        S3_REGION: 'us-east-1',
        S3_FORCE_PATH_STYLE: 'true',
      }),
      put: { line: /^PUT \/pictures\/media\/profile\//, authKey: undefined, signed: true },
      imageUrl: () => 'https://cdn.example.com',
    },
  ],
])('%s', (_name, { settings, put, imageUrl }) => {
  const store = new FakeStore();
  let storeUrl: string;
  let stack: Stack;
  let api: Address;
  beforeAll(async () => {
    storeUrl = await store.start();
    stack = await startStack({ env: settings(storeUrl) });
    api = stack.apis[0]!;
  });
  afterAll(async () => {
    await stack.stop();
    store.stop();
  });

  test('ALLOWED_HOSTS', async () => {
    const as = async (host: string, path: string) =>
      (await sendRaw(api, { method: 'GET', path, headers: { host }, body: undefined }))?.status;
    expect(await as('chat.example.com', '/swagger.json')).toBe(200);
    expect(await as('elsewhere.example', '/swagger.json')).toBe(400);
    expect(await as('elsewhere.example', '/api/health/')).toBe(200);
  });

  test('ALLOWED_ORIGINS, for CORS and for sockets', async () => {
    const { access } = await register(api, 'ana');
    for (const origin of ['https://one.example', 'https://two.example']) {
      const response = await fetch(`${api.url}/api/health/`, { headers: { origin } });
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      const socket = await FrameSocket.open(api, `/ws/user/?token=${access}`, { origin });
      await expect.poll(() => socket.heard('connection_established')).toHaveLength(1);
      socket.webSocket.terminate();
    }
    const elsewhere = { origin: 'https://elsewhere.example' };
    const response = await fetch(`${api.url}/api/health/`, { headers: elsewhere });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    await expect(FrameSocket.open(api, `/ws/user/?token=${access}`, elsewhere)).rejects.toThrow('403');
  });

  test('images are stored and found where the settings say', async () => {
    const ben = await register(api, 'ben');
    const route = `PUT /users/${ben.id}/profile-image/`;
    const { status, body } = await callApi(api, ben, route, imageForm('image', png));
    const url = (body as { imageUrl: string }).imageUrl;
    expect([status, url]).toEqual([200, expect.stringContaining(`${imageUrl(storeUrl)}/media/profile/${ben.id}/`)]);
    expect(store.asked[0]).toEqual({ ...put, line: expect.stringMatching(put.line) as unknown });
    expect(store.asked[0]?.line.endsWith(new URL(url).pathname)).toBe(true);
  });
});

describe('in production', () => {
  const key = (SECRET_KEY: string | undefined) => ({ ENVIRONMENT: 'production', SECRET_KEY });
  const weak = [undefined, 'short', 'django-insecure-0123456789abcdefghijklmnop'];

  test.each(['api', 'realtime'])('a missing or weak SECRET_KEY refuses to start: %s', async (app) => {
    const main = path.join(repository, 'apps', app, 'dist/main.js');
    const addresses = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
    for (const secretKey of weak) {
      const started = promisify(execFile)(process.execPath, [main], {
        env: { ...process.env, ...addresses, ...key(secretKey) },
      });
      await expect(started).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('SECRET_KEY') as unknown,
      });
    }
  });
});
