import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readyWithin } from '../src/server.js';
import { fakeApi, isAlive } from './fake-api.js';

test('a service is ready once it says that it is healthy', async () => {
  const { start, healthy, pidFile } = await fakeApi();
  await rm(healthy);
  const server = await start();
  let isReady = false;
  void server.ready.then(() => (isReady = true));

  await expect.poll(() => fetch(`${server.url}/api/health/`).then(({ status }) => status)).toBe(503);
  expect(isReady).toBe(false);
  await writeFile(healthy, '');
  await server.ready;
  expect(Number(await readFile(pidFile, 'utf8'))).toBe(server.pid);

  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
  await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
});

test('one that ends before it is ready is told with what it said last', async () => {
  const { start } = await fakeApi({ BROKEN: 'yes' });
  const server = await start();
  await expect(server.ready).rejects.toThrow('api ended early (exit code 3):\nthis one cannot start');
});

test('one that takes too long is stopped', async () => {
  const { start, healthy } = await fakeApi();
  await rm(healthy);
  const server = await start();
  await expect(readyWithin(server, 300)).rejects.toThrow('api is not ready after 0.3 s');
  expect(isAlive(server.pid)).toBe(false);
});

test('one that is paused can be stopped all the same', async () => {
  const { start } = await fakeApi();
  const server = await start();
  await server.ready;
  server.kill('SIGSTOP');
  await server.stop();
  expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' });
});
