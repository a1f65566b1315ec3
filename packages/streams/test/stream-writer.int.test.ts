import { setTimeout as sleep } from 'node:timers/promises';
import { decodeSignal, type Signal } from '@besage/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { command, event, id, range } from './samples.js';
import { eventually, ownRedis, Setting } from './setting.js';

const signal: Signal = { type: 'typing', chat_id: id(1), user_id: id(7), username: 'ana' };

test('events of one turn of the event loop are one entry, those of the next another', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  await Promise.all(range(1, 32).map((seq) => writer.event(event(seq))));
  await Promise.all(range(33, 40).map((seq) => writer.event(event(seq))));
  const entries = await redis.xrange(setting.names.events(0), '-', '+');
  const seqs = entries.map(([, fields]) => (JSON.parse(fields[1]!) as { seq: number }[]).map(({ seq }) => seq));
  expect(seqs).toEqual([range(1, 32), range(33, 40)]);
});

test('one transaction: what happened, the reply, the rest, and the acknowledgement last', async () => {
  const setting = new Setting((await ownRedis()).url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const seen = await setting.monitor(redis);
  void writer.acknowledge('1-1');
  void writer.command(command(1));
  void writer.signal(signal);
  void writer.reply('gateway-1', { id: id(1) });
  await Promise.resolve(); // what a commit's listeners do comes some microtasks later, and still belongs to it
  void writer.reply('gateway-1', { id: id(2) });
  void writer.reply('gateway-2', { id: id(3) });
  void writer.event(event(1));
  void writer.acknowledge('1-2');
  await writer.drain();
  await eventually(() => seen).toEqual([
    'multi',
    'xadd {events:0}',
    'xadd {replies:gateway-1}',
    'expire {replies:gateway-1}',
    'xadd {replies:gateway-2}',
    'expire {replies:gateway-2}',
    'xadd {signals}',
    'xadd {commands}',
    'xdel {commands}',
    'xack {commands}',
    'exec',
  ]);
});

test('who waits for commands is given all that one turn appended', async () => {
  const setting = new Setting((await ownRedis()).url);
  const writer = await setting.writer({ redis: await setting.connect() });
  const reader = await setting.connect();
  const read = reader.xread('BLOCK', 5_000, 'STREAMS', setting.names.commands, '0');
  await Promise.all(range(1, 20).map((n) => writer.command(command(n))));
  expect((await read)?.[0]?.[1]).toHaveLength(20);
});

test('events of one chat stay in one partition, in order, and all partitions are used', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis, partitions: 4 });
  for (const seq of range(1, 5)) for (const chat of range(1, 40)) void writer.event(event(seq, chat));
  await writer.drain();
  const chats = new Map<string, number[]>();
  for (const partition of range(0, 3)) {
    const entries = await redis.xrange(setting.names.events(partition), '-', '+');
    expect(entries).not.toHaveLength(0);
    for (const { chat_id, seq } of entries.flatMap(
      ([, fields]) => JSON.parse(fields[1]!) as ReturnType<typeof event>[],
    ))
      chats.set(`${partition} ${chat_id}`, [...(chats.get(`${partition} ${chat_id}`) ?? []), seq]);
  }
  expect(chats.size).toBe(40);
  for (const seqs of chats.values()) expect(seqs).toEqual(range(1, 5));
});

test('an entry holds only so many records and characters; each command is its own', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const length = JSON.stringify(event(1)).length;
  const writer = await setting.writer({ redis, limits: { recordsPerEntry: 10, charactersPerEntry: 5 * length + 10 } });
  for (const n of range(1, 25)) {
    void writer.event(event(n));
    void writer.reply('gateway-1', { id: id(n) });
    void writer.command(command(n));
  }
  await writer.drain();
  const { names } = setting;
  expect(await redis.xlen(names.events(0))).toBe(5);
  expect(await redis.xlen(names.replies('gateway-1'))).toBe(3);
  expect(await redis.xlen(names.commands)).toBe(25);
});

test('streams are kept short, and the replies of a gateway that is gone expire', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const limits = { eventEntries: 100, signalEntries: 100, replyEntries: 100, recordsPerEntry: 1, replySeconds: 7 };
  const writer = await setting.writer({ redis, limits });
  for (const n of range(1, 1000)) {
    void writer.event(event(n));
    void writer.signal(signal);
    void writer.reply('gateway-1', { id: id(n) });
  }
  await writer.drain();
  const { names } = setting;
  for (const stream of [names.events(0), names.signals, names.replies('gateway-1')]) {
    // `MAXLEN ~` trims in whole nodes of a hundred entries.
    expect(await redis.xlen(stream)).toBeLessThanOrEqual(200);
  }
  expect(await redis.ttl(names.replies('gateway-1'))).toBe(7);
  expect(await redis.ttl(names.events(0))).toBe(-1);
});

test('what Redis refuses rejects alone, and is logged once', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  await redis.set(setting.names.signals, 'no stream');
  for (const n of range(1, 3)) {
    const results = await Promise.allSettled([
      writer.event(event(n)),
      writer.signal(signal),
      writer.command(command(n)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  }
  expect(setting.log.messages).toEqual(['redis refuses what is appended']);
});

test('while Redis is away appends reject at once and nothing is kept; then they go through', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  await server.kill();
  await eventually(() => redis.status).not.toBe('ready');
  const began = performance.now();
  const results = await Promise.allSettled(range(1, 5000).map((n) => writer.command(command(n))));
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(performance.now() - began).toBeLessThan(500);
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  await writer.command(command(1));
  expect(await redis.xlen(setting.names.commands)).toBe(1);
});

test('a failure that nobody listens to is no unhandled rejection', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  await server.kill();
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));
  void writer.event(event(1));
  void writer.acknowledge('1-1');
  await writer.drain();
  await sleep(10);
  expect(unhandled).toEqual([]);
});

test('what Redis is too slow to answer is bounded', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const writer = await setting.writer({ limits: { unanswered: 10 } });
  server.signal('SIGSTOP');
  onTestFinished(() => server.signal('SIGCONT'));
  const first = Promise.all(range(1, 10).map((n) => writer.command(command(n))));
  await sleep(10); // the turn of the event loop ends
  await expect(writer.command(command(11))).rejects.toThrow('too slow');
  server.signal('SIGCONT');
  await first;
  await writer.command(command(12));
});

test('signals say what was signalled', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  await writer.signal(signal);
  const [entry] = await redis.xrange(setting.names.signals, '-', '+');
  expect(decodeSignal((JSON.parse(entry![1][1]!) as unknown[])[0])).toEqual(signal);
});
