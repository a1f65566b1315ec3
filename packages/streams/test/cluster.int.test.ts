import type { Command, Event, Reply } from '@besage/contracts';
import { startTestRedis, type TestRedis } from '@besage/stack/testing';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PresenceStore } from '../src/index.js';
import { slotOf } from '../src/slot-of.js';
import { partitionOf } from '../src/stream-names.js';
import { command, event, id, range } from './samples.js';
import { eventually, Setting } from './setting.js';

const PARTITIONS = 8;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis({ nodes: 3 });
}, 60_000);
afterAll(() => redis.remove());

/** Reads all partitions of events. */
async function readAll(setting: Setting): Promise<{ chat: string; seq: number }[]> {
  const came: { chat: string; seq: number }[] = [];
  const onBatch = (events: Event[]) => {
    for (const it of events) if ('seq' in it && 'chat_id' in it) came.push({ chat: it.chat_id, seq: it.seq });
  };
  for (const partition of range(0, PARTITIONS - 1)) {
    await setting.reader({ stream: setting.names.events(partition), onBatch });
  }
  return came;
}

test('streams lie on all nodes, and what one turn appends to them arrives, each chat in order', async () => {
  const setting = new Setting(redis.server.url);
  const connection = await setting.connect();
  const writer = await setting.writer({ redis: connection, partitions: PARTITIONS });
  const came = await readAll(setting);

  for (const seq of range(1, 5)) for (const chat of range(1, 40)) void writer.event(event(seq, chat));
  await writer.drain();

  await eventually(() => came.length).toBe(200);
  for (const chat of range(1, 40)) {
    expect(came.filter((it) => it.chat === id(chat)).map(({ seq }) => seq)).toEqual(range(1, 5));
  }
  const nodes = connection instanceof Cluster ? connection.nodes('master') : [];
  const sizes = await Promise.all(nodes.map((node) => node.dbsize()));
  expect(sizes.filter((size) => size > 0)).toHaveLength(3);
});

test('a command is executed once and answered, its event told, and nothing of it stays behind', async () => {
  const setting = new Setting(redis.server.url);
  const connection = await setting.connect();
  const writer = await setting.writer({ redis: connection, partitions: PARTITIONS });
  const came = await readAll(setting);
  const executed: string[] = [];
  const handle = async (given: Command): Promise<Reply> => {
    executed.push(given.id);
    void writer.event(event(executed.length));
    return { id: given.id };
  };
  await setting.consumer(handle, { writer });

  for (const n of range(1, 50)) await writer.command(command(n));

  await eventually(() => came.length).toBe(50);
  await eventually(() => executed).toEqual(range(1, 50).map((n) => command(n).id));
  await expect.poll(async () => (await setting.replies(connection)).map((reply) => reply.id)).toEqual(executed);
  await expect.poll(() => connection.xlen(setting.names.commands)).toBe(0);
});

test('what acknowledges is not sent where an event was refused', async () => {
  const setting = new Setting(redis.server.url);
  const connection = await setting.connect();
  const writer = await setting.writer({ redis: connection });
  await connection.set(setting.names.events(0), 'no stream');
  const entry = await connection.xadd(setting.names.commands, '*', 'r', '[]');

  const [told, replied, acknowledged] = await Promise.allSettled([
    writer.event(event(1)),
    writer.reply('gateway-1', { id: id(1) }),
    writer.acknowledge(entry!),
  ]);

  expect([told.status, replied.status, acknowledged.status]).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(await connection.xlen(setting.names.commands)).toBe(1);
});

test('who is online is known, on whichever node', async () => {
  const setting = new Setting(redis.server.url);
  const store = new PresenceStore(await setting.connect(), setting.names.presence);

  expect(await store.join('gateway-1', ['ana', 'ben'])).toEqual(['ana', 'ben']);
  expect(await store.join('gateway-2', ['ana'])).toEqual([]);
  expect(await store.leave('gateway-1', ['ana', 'ben'])).toEqual(['ben']);
  expect(await store.online(['ana', 'ben'])).toEqual(new Set(['ana']));
});

test('one node says nothing for so long that the others give it up: what it holds waits, and goes on', async () => {
  const setting = new Setting(redis.server.url);
  const connection = await setting.connect();
  const writer = await setting.writer({ redis: connection, partitions: PARTITIONS });
  const ofFirstNode = range(0, PARTITIONS - 1).find((each) => slotOf(setting.names.events(each)) < 16_384 / 3)!;
  const chat = range(1, 99).find((n) => partitionOf(id(n), PARTITIONS) === ofFirstNode)!;
  const { seqs } = await setting.reader({ stream: setting.names.events(ofFirstNode) });
  const append = (seq: number) =>
    writer.event(event(seq, chat)).then(
      () => 'appended',
      () => 'rejected',
    );
  expect(await append(1)).toBe('appended');

  process.kill(redis.server.pid, 'SIGSTOP');
  onTestFinished(() => void process.kill(redis.server.pid, 'SIGCONT'));
  expect(await append(2)).toBe('rejected');
  process.kill(redis.server.pid, 'SIGCONT');

  await expect.poll(() => append(3)).toBe('appended');
  await eventually(() => seqs[0]).toBe(1);
  await eventually(() => seqs.at(-1)).toBe(3);
  const nodes = connection instanceof Cluster ? connection.nodes('master') : [];
  const states = () =>
    Promise.all(nodes.map(async (node) => /cluster_state:(\w+)/.exec(await node.cluster('INFO'))?.[1]));
  await expect.poll(states).toEqual(['ok', 'ok', 'ok']);
});

test('the cluster is killed and comes back empty: readers are told, and everything new comes', async () => {
  const setting = new Setting(redis.server.url);
  const writer = await setting.writer({ partitions: PARTITIONS });
  const told: string[] = [];
  const seqs: number[] = [];
  await setting.reader({
    stream: setting.names.events(3),
    onBatch: (events) => void seqs.push(...events.map((it) => ('seq' in it ? it.seq : 0))),
    onReset: () => void told.push('reset'),
    onReconnect: () => void told.push('reconnect'),
  });
  const chat = range(1, 99).find((n) => partitionOf(id(n), PARTITIONS) === 3)!;
  await writer.event(event(1, chat));
  await eventually(() => seqs).toEqual([1]);

  await redis.server.kill();
  await redis.server.start();

  await eventually(() => told).toEqual(['reset', 'reconnect']);
  // The writer looks for the nodes at its own pace.
  await expect
    .poll(() =>
      writer.event(event(2, chat)).then(
        () => 'appended',
        () => 'rejected',
      ),
    )
    .toBe('appended');
  await eventually(() => seqs.at(-1)).toBe(2);
});
