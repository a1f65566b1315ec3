import type { Command, Reply } from '@besage/contracts';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { command, event, id, range } from './samples.js';
import { ownRedis, Setting } from './setting.js';

const outage = { timeout: 10_000 };

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
async function left(setting: Setting, redis: Redis): Promise<number[]> {
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
  await setting.consumer(a.handle);
  await setting.consumer(b.handle);
  for (const n of range(1, 400)) {
    void writer.command(command(n));
    if (n % 9 === 0) await writer.drain();
  }
  await expect.poll(async () => (await setting.replies(redis)).length).toBe(400);
  expect([...a.executed, ...b.executed].sort()).toEqual(ids(range(1, 400)));
  expect((await setting.replies(redis)).map((reply) => reply.id).sort()).toEqual(ids(range(1, 400)));
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('what the execution told, the reply and the acknowledgement leave in one pipeline', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer();
  const monitor = await redis.monitor();
  const seen: string[] = [];
  monitor.on('monitor', (_time: string, [name, key]: string[]) => {
    if (key?.startsWith(setting.names.commands.split(':')[0]!))
      seen.push(`${name} ${key.split(':').slice(1).join(':')}`);
  });
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
  await expect.poll(() => commit).toBeDefined();
  const before = seen.length;
  commit!();
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
  monitor.disconnect();
  const afterwards = seen.slice(before).filter((it) => !/^(xreadgroup|xpending|xlen)/.test(it));
  expect(afterwards).toEqual([
    'xadd {events:0}',
    'xadd {replies:gateway-1}',
    'expire {replies:gateway-1}',
    'xack {commands}',
    'xdel {commands}',
  ]);
});

test('commands that were appended before any consumer ran are executed', async () => {
  const setting = new Setting();
  const writer = await setting.writer();
  for (const n of range(1, 5)) await writer.command(command(n));
  const { executed, handle } = recorder();
  await setting.consumer(handle);
  await expect.poll(() => executed).toEqual(ids(range(1, 5)));
});

test('it does not wait for one command before it reads the next, up to its limit', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  await setting.consumer(handle, { maxInHand: 20, commandsPerRead: 8 });
  for (const n of range(1, 50)) await writer.command(command(n));
  await expect.poll(() => held.size).toBe(20);
  // Several rounds of upkeep later it still has no more, and others' time has not come for those it has.
  const { commands, commandsGroup } = setting.names;
  await expect
    .poll(async () => Number(((await redis.xpending(commands, commandsGroup, '-', '+', 1)) as [unknown[]])[0][2]))
    .toBeLessThan(200);
  expect(held.size).toBe(20);
  expect(await left(setting, redis)).toEqual([20, 50]);
  for (const n of range(1, 50)) {
    await expect.poll(() => held.has(id(n))).toBe(true);
    held.get(id(n))!();
  }
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('what a dead consumer had in hand is executed by another', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  const dead = await setting.consumer(handle);
  for (const n of range(1, 30)) await writer.command(command(n));
  await expect.poll(() => held.size).toBe(30);
  await dead.stop(0); // and it never acknowledges
  const survivor = recorder();
  await setting.consumer(survivor.handle);
  await expect.poll(() => survivor.executed.length, outage).toBe(30);
  expect(survivor.executed.sort()).toEqual(ids(range(1, 30)));
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('what a live consumer has in hand stays with it, however long it takes', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const slow = holder();
  await setting.consumer(slow.handle, { claimIdleMs: 600 });
  await writer.command(command(1));
  await expect.poll(() => slow.held.size).toBe(1);
  const other = recorder();
  await setting.consumer(other.handle, { claimIdleMs: 600 });
  const until = Date.now() + 2000;
  while (Date.now() < until) await writer.command(command(Date.now() % 1_000_000));
  expect(other.executed).not.toContain(id(1));
  slow.held.get(id(1))!();
  await expect.poll(async () => (await setting.replies(redis)).map((reply) => reply.id)).toContain(id(1));
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
  await expect.poll(() => redis.xlen(setting.names.deadCommands), outage).toBe(1);
  expect(tries).toBe(5);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'internal_error' } }]);
  const [entry] = await redis.xrange(setting.names.deadCommands, '-', '+');
  const [dead] = JSON.parse(entry![1][1]!) as [{ fields: string[]; deliveries: number }];
  expect(dead).toMatchObject({ reason: 'tried too often', deliveries: 5 });
  expect(JSON.parse(dead.fields[1]!)).toMatchObject([{ id: id(1), input: { content: 'hello' } }]);
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
  await writer.command(command(2));
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
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
  await expect.poll(() => setting.replies(redis)).toEqual([{ id: id(1) }]);
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
  await expect.poll(() => executed).toEqual([id(2)]);
  await expect.poll(() => redis.xlen(deadCommands)).toBe(4);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'internal_error' } }, { id: id(2) }]);
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('a command whose deadline has passed is not executed', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { executed, handle } = recorder();
  await writer.command(command(1, { deadline: Date.now() - 1 }));
  await writer.command(command(2));
  await setting.consumer(handle);
  await expect.poll(() => setting.replies(redis)).toHaveLength(2);
  expect(executed).toEqual([id(2)]);
  expect(await setting.replies(redis)).toMatchObject([{ id: id(1), error: { code: 'unavailable' } }, { id: id(2) }]);
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('Redis emptied under a running consumer: it makes its group again and takes all that is new', async () => {
  const server = await ownRedis();
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { executed, handle } = recorder();
  await setting.consumer(handle);
  await writer.command(command(1));
  await expect.poll(() => executed).toEqual([id(1)]);
  await redis.flushall();
  for (const n of range(2, 10)) await writer.command(command(n));
  await expect.poll(() => executed).toEqual(ids(range(1, 10)));
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
  await expect.poll(() => held.size).toBe(1);
  await server.kill();
  held.get(id(1))!(); // its reply and acknowledgement find no Redis
  held.clear();
  await server.start();
  await expect.poll(() => redis.status, outage).toBe('ready');
  await writer.command(command(1));
  await expect.poll(() => held.size, outage).toBe(1);
  held.get(id(1))!();
  await expect.poll(() => setting.replies(redis)).toEqual([{ id: id(1) }]);
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('Redis stopped and started with its data: what was not acknowledged is executed again', async () => {
  const server = await ownRedis({ persist: true });
  const setting = new Setting(server.url);
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  await setting.consumer(handle, { writer });
  for (const n of range(1, 10)) await writer.command(command(n));
  await expect.poll(() => held.size).toBe(10);
  await server.stop();
  for (const release of held.values()) release();
  held.clear();
  await server.start();
  await expect.poll(() => held.size, outage).toBe(10);
  for (const release of held.values()) release();
  await expect.poll(async () => (await setting.replies(redis)).map((reply) => reply.id)).toEqual(ids(range(1, 10)));
  await expect.poll(() => left(setting, redis)).toEqual([0, 0]);
});

test('stopping takes no more, lets those in hand finish and has them acknowledged', async () => {
  const setting = new Setting();
  const redis = await setting.connect();
  const writer = await setting.writer({ redis });
  const { held, handle } = holder();
  const consumer = await setting.consumer(handle);
  for (const n of range(1, 3)) await writer.command(command(n));
  await expect.poll(() => held.size).toBe(3);
  let stopped = false;
  const stopping = consumer.stop().then(() => (stopped = true));
  const { commands, commandsGroup } = setting.names;
  const readAgain = async () => ((await redis.xinfo('CONSUMERS', commands, commandsGroup)) as unknown[][])[0]![5];
  await expect.poll(readAgain, outage).toBeGreaterThan(250); // idle: it asks for nothing any more
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
  await expect.poll(consumers, outage).toEqual([consumer.name]);
  expect(executed).toEqual([id(1)]); // with its consumer, what it had pending would be gone
});
