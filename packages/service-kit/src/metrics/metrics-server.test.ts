import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../logging/create-logger.js';
import { Metrics } from './metrics.js';
import { serveMetrics } from './metrics-server.js';

const log = createLogger({ name: 'test', level: 'silent' });
const host = '127.0.0.1';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function serve(metrics: Metrics) {
  const port = await freePort();
  onTestFinished(await serveMetrics({ metrics, host, port, log }));
  return (path: string, init?: RequestInit) => fetch(`http://${host}:${port}${path}`, init);
}

test('Prometheus finds the metrics, and those of the process; nobody finds anything else', async () => {
  const metrics = new Metrics();
  metrics.gauge({ name: 'rooms', help: 'Rooms.' }, () => 3);
  const ask = await serve(metrics);
  const answer = await ask('/metrics');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('rooms 3');
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/metrics', { method: 'POST' })).status).toBe(404);
});

test('what fails is an answer, too', async () => {
  const metrics = new Metrics();
  metrics.gauge({ name: 'rooms', help: 'Rooms.' }, () => Promise.reject(new Error('away')));
  const ask = await serve(metrics);
  expect((await ask('/metrics')).status).toBe(500);
});

test('a port that is taken is told, and 0 listens nowhere', async () => {
  const other = createServer().listen(0, host);
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(serveMetrics({ metrics: new Metrics(), host, port, log })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const stop = await serveMetrics({ metrics: new Metrics(), host, port: 0, log });
  await expect(stop()).resolves.toBeUndefined();
});
