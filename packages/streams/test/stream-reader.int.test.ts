import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '@besage/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { Cluster } from 'ioredis';
import { StreamReader, type RedisConnection } from '../src/index.js';
import { event, range } from './samples.js';
import { eventually, ownRedis, Setting } from './setting.js';

/** Counts what a reader tells besides records. */
function news() {
  const told: string[] = [];
  return { told, onReset: () => void told.push('reset'), onReconnect: () => void told.push('reconnect') };
}

test('several readers each get everything from their start on, in order', async () => {
  const setting = new Setting();
  const writer = await setting.writer();
  await writer.event(event(1));
  const readers = [
    await setting.reader(),
    await setting.reader({ entriesPerRead: 1 }),
    await setting.reader({ from: '0' }),
  ];
  for (const seq of range(2, 500)) {
    void writer.event(event(seq));
    if (seq % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await eventually(() => readers.map(({ seqs }) => seqs)).toEqual([range(2, 500), range(2, 500), range(1, 500)]);
});

test('what one read brings is handed over as one batch, and the next read waits for it', async () => {
  const setting = new Setting();
  const writer = await setting.writer();
  const batches: number[] = [];
  let release: () => void = () => {};
  const onBatch = (events: Event[]) => {
    batches.push(events.length);
    return new Promise<void>((resolve) => (release = resolve));
  };
  await setting.reader({ onBatch });
  await writer.event(event(1));
  await eventually(() => batches).toEqual([1]);
  for (const seq of range(2, 20)) await writer.event(event(seq));
  expect(batches).toEqual([1]);
  release();
  await eventually(() => batches).toEqual([1, 19]);
  release();
});

test('what cannot be decoded is logged and skipped, and a failing owner ends nothing', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const seqs: number[] = [];
  const onBatch = (events: Event[]) => {
    for (const it of events) if ('seq' in it) seqs.push(it.seq);
    if (seqs.length === 1) throw new Error('of the owner');
  };
  await setting.reader({ onBatch });
  const stream = setting.names.events(0);
  await writer.event(event(1));
  await redis.xadd(stream, '*', 'r', JSON.stringify([{ type: 'of.tomorrow' }, event(2), 17]));
  await redis.xadd(stream, '*', 'r', '[{"cut":');
  await redis.xadd(stream, '*', 'other', 'field');
  await writer.event(event(3));
  await eventually(() => seqs).toEqual([1, 2, 3]);
  expect(setting.log.messages).toContain('records of an unknown shape skipped');
  expect(setting.log.count('reader of a stream failed')).toBe(1);
});

test('Redis stopped and started again with its data: nothing is missing, nothing comes twice', async () => {
  const server = await ownRedis({ persist: true });
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { told, ...callbacks } = news();
  const { seqs } = await setting.reader(callbacks);
  await writer.event(event(1));
  await eventually(() => seqs).toEqual([1]);
  await server.stop();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  for (const seq of range(2, 50)) await writer.event(event(seq));
  await eventually(() => seqs).toEqual(range(1, 50));
  expect(told).toEqual(['reconnect']);
});

test('Redis comes back empty: the owner is told, and everything new comes', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { told, ...callbacks } = news();
  const { seqs } = await setting.reader(callbacks);
  await writer.event(event(1));
  await eventually(() => seqs).toEqual([1]);
  await server.stop();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  for (const seq of range(2, 50)) await writer.event(event(seq));
  await eventually(() => seqs).toEqual(range(1, 50));
  await eventually(() => told).toEqual(['reset', 'reconnect']);
});

test('Redis comes back empty and its clock is behind: ids start again below our position', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const { told, ...callbacks } = news();
  const stream = setting.names.events(0);
  const { seqs } = await setting.reader(callbacks);
  await redis.xadd(stream, '9000000000000-5', 'r', JSON.stringify([event(1)]));
  await eventually(() => seqs).toEqual([1]);
  await server.stop();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  await redis.xadd(stream, '*', 'r', JSON.stringify([event(2)]));
  await eventually(() => seqs).toEqual([1, 2]);
  expect(told).toEqual(['reset', 'reconnect']);
});

test('a stream trimmed beyond our position while we were away: the owner is told', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { told, ...callbacks } = news();
  let release: () => void = () => {};
  const seqs: number[] = [];
  const onBatch = async (events: Event[]) => {
    for (const it of events) if ('seq' in it) seqs.push(it.seq);
    await new Promise<void>((resolve) => (release = resolve));
  };
  await setting.reader({ ...callbacks, onBatch });
  await writer.event(event(1));
  await eventually(() => seqs).toEqual([1]);
  for (const seq of range(2, 9)) await writer.event(event(seq));
  const stream = setting.names.events(0);
  await redis.xtrim(stream, 'MAXLEN', 2);
  await cutConnection(setting, redis);
  release();
  await eventually(() => seqs).toEqual([1, 8, 9]);
  release();
  expect(told).toEqual(['reset', 'reconnect']);
});

test('a short cut of the connection loses nothing and is no reset', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { told, ...callbacks } = news();
  const { seqs } = await setting.reader(callbacks);
  for (const seq of range(1, 200)) {
    await writer.event(event(seq));
    if (seq % 50 === 0) await cutConnection(setting, redis);
  }
  await eventually(() => seqs).toEqual(range(1, 200));
  await eventually(() => told.length).toBeGreaterThan(0);
  expect(told).not.toContain('reset');
});

test('FLUSHALL under a waiting reader: everything new comes', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { seqs } = await setting.reader();
  await writer.event(event(1));
  await eventually(() => seqs).toEqual([1]);
  // An emptied stream begins its ids anew, by the clock: in the same millisecond it would give the same one again.
  await pause(2);
  await redis.flushall();
  for (const seq of range(2, 20)) await writer.event(event(seq));
  await eventually(() => seqs).toEqual(range(1, 20));
});

test('a Redis that answers nothing, without closing the connection, is noticed and come back to', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const { told, ...callbacks } = news();
  const { seqs } = await setting.reader(callbacks);
  server.signal('SIGSTOP');
  onTestFinished(() => server.signal('SIGCONT'));
  await eventually(() => setting.log.messages).toContain('redis lost');
  server.signal('SIGCONT');
  await eventually(() => told).toEqual(['reconnect']);
  await redis.xadd(setting.names.events(0), '*', 'r', JSON.stringify([event(1)]));
  await eventually(() => seqs).toEqual([1]);
});

test('a reader started while Redis is away begins when it comes, and can be stopped before', async () => {
  const server = await ownRedis();
  await server.stop();
  const setting = new Setting(server.url);
  const given = { url: server.url, log: setting.log, stream: setting.names.events(0) };
  const seqs: number[] = [];
  const decode = (value: unknown) => value as { seq: number };
  const onBatch = (events: { seq: number }[]) => void seqs.push(...events.map(({ seq }) => seq));
  const [early, reader] = [
    new StreamReader({ ...given, decode, onBatch }),
    new StreamReader({ ...given, decode, onBatch }),
  ];
  const stopped = early.start();
  await early.stop();
  await stopped;
  onTestFinished(() => reader.stop());
  const started = reader.start();
  await server.start();
  await started;
  const writer = await setting.writer();
  await writer.event(event(1));
  await eventually(() => seqs).toEqual([1]);
});

/** Closes the connections of all readers of this setting, from Redis's side. */
async function cutConnection(setting: Setting, redis: RedisConnection): Promise<void> {
  for (const server of redis instanceof Cluster ? redis.nodes('master') : [redis]) {
    const clients = String(await server.client('LIST')).split('\n');
    for (const client of clients.filter((it) => it.includes(`name=reader:${setting.names.events(0)}`))) {
      await server.client('KILL', 'ID', /\bid=(\d+)/.exec(client)![1]!);
    }
  }
}
