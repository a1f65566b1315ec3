import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { HttpLoad } from '../src/load/http-load.js';
import { failureOf } from './support/failure-of.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A load of two requests in turn over three connections, on a server that answers as the test says. */
async function loadOn(answer: Answer): Promise<HttpLoad> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
  const load = new HttpLoad({
    kind: 'http',
    origins: [origin],
    connections: 3,
    requests: [
      { method: 'GET', path: '/list', token: 'one' },
      { method: 'POST', path: '/send', token: 'two', body: '{"content":"hi"}' },
    ],
  });
  onTestFinished(() => {
    load.halt();
    server.closeAllConnections();
    server.close();
  });
  return load;
}

test('every request is answered and counted, over as many connections as there are', async () => {
  const sockets = new Set<object>();
  const seen = new Set<string>();
  const load = await loadOn((request, response) => {
    sockets.add(request.socket);
    void request.toArray().then((body) => {
      seen.add([request.method, request.url, request.headers.authorization, body.join('')].join(' '));
      response.end('[]');
    });
  });
  load.start();
  await expect.poll(() => load.report().sends).toBeGreaterThan(100);
  load.halt();
  await expect.poll(() => load.report().expected - load.report().sends).toBe(0);
  expect(sockets.size).toBe(3);
  expect(seen).toEqual(new Set(['GET /list Bearer one ', 'POST /send Bearer two {"content":"hi"}']));
  const { sends, latencies } = load.report();
  expect(latencies.reduce((sum, count) => sum + count, 0)).toBe(sends);
});

test('a refused request ends it', async () => {
  const load = await loadOn((_, response) => response.writeHead(429).end());
  load.start();
  await expect.poll(() => failureOf(load)).toContain('/list was answered with 429.');
});
