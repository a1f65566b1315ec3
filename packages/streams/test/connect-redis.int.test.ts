import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connectBlocking, connectRedis } from '../src/connect-redis.js';
import { RecordedLog } from './recorded-log.js';
import { eventually, ownRedis } from './setting.js';

function connect(url: string) {
  const log = new RecordedLog();
  const redis = connectRedis({ url, name: 'test', log });
  onTestFinished(() => redis.disconnect());
  return { redis, log };
}

test('an outage is logged once, however long, and so is its end', async () => {
  const server = await ownRedis();
  const { redis, log } = connect(server.url);
  await eventually(() => redis.status).toBe('ready');
  let attempts = 0;
  redis.on('reconnecting', () => (attempts += 1));
  for (const outage of [1, 2]) {
    attempts = 0;
    await server.kill();
    await eventually(() => attempts).toBeGreaterThan(4);
    expect(log.count('redis lost')).toBe(outage);
    await server.start();
    await eventually(() => log.count('redis back')).toBe(outage);
  }
});

test('a Redis that is not there at the start is waited for, and commands reject meanwhile', async () => {
  const server = await ownRedis();
  await server.stop();
  const { redis, log } = connect(server.url);
  await eventually(() => log.messages).toEqual(['redis lost']);
  const nextTurn = new Promise((resolve) => setImmediate(resolve));
  await expect(Promise.race([redis.incr('counter'), nextTurn])).rejects.toThrow();
  await server.start();
  await eventually(() => log.messages).toEqual(['redis lost', 'redis back']);
  expect(await redis.get('counter')).toBeNull();
});

test('what is unanswered when the connection breaks rejects, and is not sent again', async () => {
  const server = await ownRedis();
  const redis = connectBlocking({ url: server.url, name: 'test', key: 'list', log: new RecordedLog() });
  onTestFinished(() => redis.disconnect());
  await eventually(() => redis.status).toBe('ready');
  const waiting = redis.blpop('list', 1);
  waiting.catch(() => {});
  await server.kill();
  await expect(waiting).rejects.toThrow();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  await redis.rpush('list', 'element');
  expect(await redis.llen('list')).toBe(1);
});

test('a Redis that takes what is said and answers nothing is given up within seconds', async () => {
  const server = await ownRedis();
  const { redis, log } = connect(server.url);
  await eventually(() => redis.status).toBe('ready');
  server.signal('SIGSTOP');
  onTestFinished(() => server.signal('SIGCONT'));
  const began = performance.now();
  await expect(redis.ping()).rejects.toThrow();
  expect(performance.now() - began).toBeLessThan(3000);
  server.signal('SIGCONT');
  await eventually(() => log.messages).toEqual(['redis lost', 'redis back']);
});

test('a connection that is ended while Redis is away makes no further attempt', async () => {
  let attempts = 0;
  const server = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const { redis } = connect(`redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  await eventually(() => attempts).toBeGreaterThan(1);
  redis.disconnect();
  const before = attempts;
  await sleep(1200); // longer than any backoff
  expect(attempts).toBe(before);
});
