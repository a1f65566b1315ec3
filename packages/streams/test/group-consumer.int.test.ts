import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Reply } from '@besage/contracts';
import { expect, test } from 'vitest';
import type { RedisConnection } from '../src/index.js';
import { command, event, id, range } from './samples.js';
import { eventually, ownRedis, Setting } from './setting.js';

/** Answers every command at once and remembers its number. */
function recorder() {
  const executed: string[] = [];
  const handle = async ({ id }: Command): Promise<Reply> => {
    executed.push(id);
    return { id };
  };
  return { executed, handle };
}

/** Holds every command until it is released. */
function holder() {
  const held = new Map<string, () => void>();
  const handle = ({ id }: Command) => new Promise<Reply>((resolve) => held.set(id, () => resolve({ id })));
  return { held, handle };
}

/** Commands that somebody has not acknowledged, and those that nobody took yet. */
async function left(setting: Setting, redis: RedisConnection): Promise<number[]> {
  const { commands, commandsGroup } = setting.names;
  const pending = (await redis.xpending(commands, commandsGroup)) as [number];
  return [pending[0], await redis.xlen(commands)];
}

const ids = (numbers: number[]) => numbers.map(id);

test('each command is executed once, replied to and gone, whoever of the group takes it', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const [a, b] = [recorder(), recorder()];
  for (const { handle } of [a, b]) await setting.consumer(handle, { claimIdleMs: 30_000 });
  for (const n of range(1, 400)) {
    void writer.command(command(n));
    if (n % 9 === 0) await writer.drain();
  }
  await eventually(async () => (await setting.replies(redis)).length).toBe(400);
  expect([...a.executed, ...b.executed].sort()).toEqual(ids(range(1, 400)));
  expect((await setting.replies(redis)).map((reply) => reply.id).sort()).toEqual(ids(range(1, 400)));
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('what the execution told, the reply and the acknowledgement leave in one transaction', async () => {
  const setting = new Setting((await ownRedis()).url);
  const redis = await setting.connect();
  const writer = await setting.writer();
  const seen = await setting.monitor(redis);
  let commit: (() => void) | undefined;
  await setting.consumer(
    async ({ id }) => {
      await new Promise<void>((resolve) => (commit = resolve));
      await Promise.resolve();
      void writer.event(event(1));
      return { id };
    },
    { writer },
  );
  await writer.command(command(1));
  await eventually(() => commit).toBeDefined();
  const before = seen.length;
  commit!();
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
  const afterwards = seen.slice(before).filter((it) => !/^(xreadgroup|xpending|xlen)/.test(it));
  expect(afterwards).toEqual([
    'multi',
    'xadd {events:0}',
    'xadd {replies:gateway-1}',
    'expire {replies:gateway-1}',
    'xdel {commands}',
    'xack {commands}',
    'exec',
  ]);
});

test('commands that were appended before any consumer ran are executed', async () => {
  const setting = new Setting();
  const writer = await setting.writer();
  for (const n of range(1, 5)) await writer.command(command(n));
  const { executed, handle } = recorder();
  await setting.consumer(handle);
  await eventually(() => executed).toEqual(ids(range(1, 5)));
});

test('it does not wait for one command before it reads the next, up to its limit', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  await setting.consumer(handle, { maxInHand: 20, commandsPerRead: 8 });
  for (const n of range(1, 50)) await writer.command(command(n));
  await eventually(() => held.size).toBe(20);
  // Several rounds of upkeep later it still has no more, and others' time has not come for those it has.
  const { commands, commandsGroup } = setting.names;
  await eventually(async () =>
    Number(((await redis.xpending(commands, commandsGroup, '-', '+', 1)) as [unknown[]])[0][2]),
  ).toBeLessThan(200);
  expect(held.size).toBe(20);
  expect(await left(setting, redis)).toEqual([20, 50]);
  for (const n of range(1, 50)) {
    await eventually(() => held.has(id(n))).toBe(true);
    held.get(id(n))!();
  }
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('what a dead consumer had in hand is executed by another', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  const dead = await setting.consumer(handle);
  for (const n of range(1, 30)) await writer.command(command(n));
  await eventually(() => held.size).toBe(30);
  await dead.stop(0); // and it never acknowledges
  const survivor = recorder();
  await setting.consumer(survivor.handle);
  await eventually(() => survivor.executed.length).toBe(30);
  expect(survivor.executed.sort()).toEqual(ids(range(1, 30)));
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('what is off the stream but was not acknowledged is forgotten', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  const dead = await setting.consumer(handle);
  for (const n of range(1, 3)) await writer.command(command(n));
  await eventually(() => held.size).toBe(3);
  await dead.stop(0);
  await redis.xtrim(setting.names.commands, 'MAXLEN', 1);
  const { executed, handle: execute } = recorder();
  await setting.consumer(execute);
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
  expect(executed).toEqual([id(3)]);
});

test('what a live consumer has in hand stays with it, however long it takes', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const slow = holder();
  const claimIdleMs = 902; // half of a third of it is no whole number, as with 5000
  const consumer = await setting.consumer(slow.handle, { claimIdleMs });
  await writer.command(command(1));
  await eventually(() => slow.held.size).toBe(1);
  const other = recorder();
  await setting.consumer(other.handle, { claimIdleMs });
  await sleep(2000); // two could have taken it over by now
  const { commands, commandsGroup } = setting.names;
  const [pending] = (await redis.xpending(commands, commandsGroup, '-', '+', 1)) as [unknown[]];
  expect([pending[1], pending[3]]).toEqual([consumer.name, 1]); // given once
  expect(other.executed).toEqual([]);
  slow.held.get(id(1))!();
  await eventually(() => setting.replies(redis)).toEqual([{ id: id(1) }]);
});

test('a command whose execution fails is tried five times, then given up with an error reply', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  let tries = 0;
  const handle = async ({ id: commandId }: Command): Promise<Reply> => {
    if (commandId === id(2)) return { id: commandId };
    tries += 1;
    throw new Error('poison');
  };
  await setting.consumer(handle, { claimIdleMs: 60 });
  await setting.consumer(handle, { claimIdleMs: 60 });
  await writer.command(command(1));
  await eventually(() => redis.xlen(setting.names.deadCommands)).toBe(1);
  expect(tries).toBe(5);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'internal_error' } }]);
  const [entry] = await redis.xrange(setting.names.deadCommands, '-', '+');
  const [dead] = JSON.parse(entry![1][1]!) as [{ fields: string[]; deliveries: number }];
  expect(dead).toMatchObject({ reason: 'tried too often', deliveries: 5 });
  expect(JSON.parse(dead.fields[1]!)).toMatchObject([{ id: id(1), input: { content: 'hello' } }]);
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
  await writer.command(command(2));
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('a command that fails once is executed at the second try', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const tries: string[] = [];
  await setting.consumer(
    async ({ id }) => {
      tries.push(id);
      if (tries.length === 1) throw new Error('not now');
      return { id };
    },
    { claimIdleMs: 60 },
  );
  await writer.command(command(1));
  await eventually(() => setting.replies(redis)).toEqual([{ id: id(1) }]);
  expect(tries).toEqual([id(1), id(1)]);
});

test('what is no command of ours is given up at once, with a reply where one can be addressed', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { executed, handle } = recorder();
  await setting.consumer(handle);
  const { commands, deadCommands } = setting.names;
  await redis.xadd(commands, '*', 'r', JSON.stringify([{ id: id(1), gateway: 'gateway-1', type: 'of.tomorrow' }]));
  await redis.xadd(commands, '*', 'r', '[{"cut":');
  await redis.xadd(commands, '*', 'r', 'null');
  await redis.xadd(commands, '*', 'other', 'field');
  await writer.command(command(2));
  await eventually(() => executed).toEqual([id(2)]);
  await eventually(() => redis.xlen(deadCommands)).toBe(4);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'internal_error' } }, { id: id(2) }]);
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('a command whose deadline has passed is not executed', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { executed, handle } = recorder();
  await writer.command(command(1, { deadline: Date.now() - 1 }));
  await writer.command(command(2));
  await setting.consumer(handle);
  await eventually(() => setting.replies(redis)).toHaveLength(2);
  expect(executed).toEqual([id(2)]);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'unavailable' } }, { id: id(2) }]);
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('Redis emptied under a running consumer: it makes its group again and takes all that is new', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { executed, handle } = recorder();
  await setting.consumer(handle);
  await writer.command(command(1));
  await eventually(() => executed).toEqual([id(1)]);
  await redis.flushall();
  for (const n of range(2, 10)) await writer.command(command(n));
  await eventually(() => executed).toEqual(ids(range(1, 10)));
  expect(setting.log.messages).toContain('commands are gone, redis was emptied');
});

test('Redis stopped with commands in hand and started empty: what is appended again is executed', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  await setting.consumer(handle, { writer });
  await writer.command(command(1));
  await eventually(() => held.size).toBe(1);
  await server.kill();
  held.get(id(1))!(); // its reply and acknowledgement find no Redis
  held.clear();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  await writer.command(command(1));
  await eventually(() => held.size).toBe(1);
  held.get(id(1))!();
  await eventually(() => setting.replies(redis)).toEqual([{ id: id(1) }]);
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('Redis stopped and started with its data: what was not acknowledged is executed again', async () => {
  const server = await ownRedis({ persist: true });
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  await setting.consumer(handle, { writer });
  for (const n of range(1, 10)) await writer.command(command(n));
  await eventually(() => held.size).toBe(10);
  await server.stop();
  for (const release of held.values()) release();
  held.clear();
  await server.start();
  await eventually(() => redis.status).toBe('ready');
  await eventually(() => held.size).toBe(10);
  for (const release of held.values()) release();
  await eventually(async () => (await setting.replies(redis)).map((reply) => reply.id)).toEqual(ids(range(1, 10)));
  await eventually(() => left(setting, redis)).toEqual([0, 0]);
});

test('stopping takes no more, lets those in hand finish and has them acknowledged', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  const consumer = await setting.consumer(handle);
  for (const n of range(1, 3)) await writer.command(command(n));
  await eventually(() => held.size).toBe(3);
  let stopped = false;
  const stopping = consumer.stop().then(() => (stopped = true));
  const { commands, commandsGroup } = setting.names;
  const readAgain = async () => ((await redis.xinfo('CONSUMERS', commands, commandsGroup)) as unknown[][])[0]![5];
  await eventually(readAgain).toBeGreaterThan(250); // idle: it asks for nothing any more
  await writer.command(command(4));
  expect(stopped).toBe(false);
  for (const release of held.values()) release();
  await stopping;
  expect(held.size).toBe(3);
  expect(await left(setting, redis)).toEqual([0, 1]);
});

test('consumers of which nothing is heard any more are struck off the group', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const { names } = setting;
  await redis.xgroup('CREATE', names.commands, names.commandsGroup, '0', 'MKSTREAM');
  for (const name of ['long-dead', 'dead-with-pending']) {
    await redis.xgroup('CREATECONSUMER', names.commands, names.commandsGroup, name);
  }
  await redis.xadd(names.commands, '*', 'r', JSON.stringify([command(1)]));
  await redis.xreadgroup('GROUP', names.commandsGroup, 'dead-with-pending', 'COUNT', 1, 'STREAMS', names.commands, '>');
  const { executed, handle } = recorder();
  const consumer = await setting.consumer(handle, { claimIdleMs: 600, forgetConsumerMs: 100 });
  const consumers = async () =>
    ((await redis.xinfo('CONSUMERS', names.commands, names.commandsGroup)) as string[][]).map((fields) => fields[1]);
  await eventually(consumers).toEqual([consumer.name]);
  expect(executed).toEqual([id(1)]); // with its consumer, what it had pending would be gone
});
