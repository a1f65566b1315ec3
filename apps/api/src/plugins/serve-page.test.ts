import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildServer, createLogger } from '@besage/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.js';
import type { App } from '../routes/app-instance.js';
import { servePage } from './serve-page.js';

let root: string;
let app: App;

/** A server with nothing but the page that lies there. */
function serve(folder: string): App {
  const server: App = buildServer({ log: createLogger({ name: 'test', level: 'silent' }) });
  const config = readConfig({ DATABASE_URL: 'postgres://nobody', REDIS_URL: 'redis://nobody', WEB_ROOT: folder });
  servePage(server, { config, mediaUrl: (key) => `https://images.example.com/${key}` });
  return server;
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'besage-page-'));
  await mkdir(path.join(root, 'assets'));
  await writeFile(path.join(root, 'index.html'), '<title>Besage</title>');
  await writeFile(path.join(root, 'assets/index-1a2b.js'), 'let a = 1;');
  await writeFile(path.join(root, 'assets/index-1a2b.js.gz'), gzipSync('let a = 1;'));
  app = serve(root);
});
afterAll(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

test.each(['/', '/chats/0192aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa', '/chats/0192/?from=mail'])(
  '%s is the document, which is asked for each time and runs nothing inline',
  async (url) => {
    const { statusCode, headers, body } = await app.inject(url);
    expect([statusCode, headers['content-type'], body]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<title>Besage</title>',
    ]);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("img-src 'self' blob: data: https://images.example.com;");
  },
);

test('what is named by its content is kept for ever, and comes compressed to those who can read that', async () => {
  const { statusCode, headers, body } = await app.inject('/assets/index-1a2b.js');
  expect([statusCode, body]).toEqual([200, 'let a = 1;']);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const compressed = await app.inject({ url: '/assets/index-1a2b.js', headers: { 'accept-encoding': 'gzip, br' } });
  expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': headers['content-type'] });
});

test.each(['/nowhere', '/chats', '/assets/gone.js', '/assets/', '/assets/..%2f..%2fpackage.json', '/api/nowhere'])(
  '%s is unknown as it was without a page',
  async (url) => {
    const answer = await app.inject(url);
    expect([answer.statusCode, answer.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
  },
);

test('a folder in which nothing was built is refused at start', () => {
  expect(() => serve(path.join(root, 'assets'))).toThrow('build apps/web');
});
