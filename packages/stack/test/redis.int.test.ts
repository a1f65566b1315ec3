import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/free-port.js';
import { answersPing, forgetKept, startRedis } from '../src/redis.js';
import type { Server } from '../src/server.js';
import { tempFolder } from './temp-folder.js';

async function start(dataDir: string, port: number, persist: boolean): Promise<Server> {
  const server = await startRedis({ dataDir, port, persist, log: () => undefined });
  onTestFinished(() => server.stop());
  await server.ready;
  return server;
}

async function withClient<T>(server: Server, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

test.each([
  { persist: true, afterwards: 'still here' },
  { persist: false, afterwards: null },
])('persist: $persist, after an orderly end the value is: $afterwards', async ({ persist, afterwards }) => {
  const [folder, port] = [await tempFolder(), await freePort()];
  const first = await start(folder, port, persist);
  await withClient(first, (redis) => redis.set('key', 'still here'));
  await first.stop();
  expect(await first.exited).toEqual({ code: 0, signal: null });

  const second = await start(folder, port, persist);
  expect(second.url).toBe(first.url);
  expect(await withClient(second, (redis) => redis.get('key'))).toBe(afterwards);
});

test('what it has kept can be forgotten while it is not there', async () => {
  const [folder, port] = [await tempFolder(), await freePort()];
  const first = await start(folder, port, true);
  await withClient(first, (redis) => redis.set('key', 'gone'));
  first.kill('SIGKILL');
  await first.exited;
  await forgetKept(folder);
  expect(await withClient(await start(folder, port, true), (redis) => redis.get('key'))).toBe(null);
});

test('it listens on the loopback interface only and wants its password', async () => {
  const server = await start(await tempFolder(), await freePort(), false);
  expect(await answersPing(server.url)).toBe(true);
  expect(await answersPing(`redis://127.0.0.1:${server.port}`)).toBe(false);
  expect(await withClient(server, (redis) => redis.config('GET', 'bind'))).toEqual(['bind', '127.0.0.1']);
});
