import { startStack, type Stack } from '@besage/stack';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatSocket } from './support/chat-socket.js';
import { Load } from './support/load.js';
import { gather, rest } from './support/person.js';
import { expectAllDelivered, storedMessages, type StoredMessage } from './support/stored.js';

/** Milliseconds for which Redis is away. */
const AWAY = 5_000;
/** Milliseconds after which all must have arrived. */
const HEALED = 20_000;

const unavailable = { code: 'unavailable' };

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2, realtimes: 2 });
});
afterAll(() => stack.stop());

/** Ten people, all with a socket: six send by it, four over REST, until the load is stopped. */
async function startLoad(): Promise<{ chatId: string; sockets: ChatSocket[]; load: Load }> {
  const { apis, gateways } = stack;
  const { chatId, people } = await gather(apis[0]!, 10);
  const sockets = await Promise.all(people.map(({ access }, i) => ChatSocket.open(gateways[i % 2]!, chatId, access)));
  const load = new Load({ chatId, speaking: sockets.slice(0, 6), posting: people.slice(6), apis });
  await sawSince(sockets, load);
  return { chatId, sockets, load };
}

/** Waits until from now on each socket has seen more, and REST has acked more. */
async function sawSince(sockets: ChatSocket[], load: Load): Promise<void> {
  const counts = () => [...sockets.map(({ messages }) => messages.length), load.acked.length];
  const before = counts();
  await expect.poll(() => counts().every((count, i) => count > before[i]! + 10), { timeout: HEALED }).toBe(true);
}

/** Of each socket's sends those that were not refused are stored, once, in the order of sending. */
function expectSaidIsStored(stored: StoredMessage[], sockets: ChatSocket[], { said }: Load): void {
  for (const [i, texts] of said.entries()) {
    const refused = new Set(sockets[i]!.errors.map((error) => error.client_id));
    const own = stored
      .filter(({ content }) => content.startsWith(`socket ${String(i)},`))
      .map(({ content }) => content);
    expect(own.filter((text) => !refused.has(text))).toEqual(texts.filter((text) => !refused.has(text)));
  }
}

test('Redis stopped for 5 s under load and started empty: all is stored and delivered, once, in order', async () => {
  const { chatId, sockets, load } = await startLoad();
  await stack.redis.kill();
  const ackedBefore = load.acked.length;
  await pause(AWAY);
  const ackedMeanwhile = load.acked.length - ackedBefore;
  await stack.redis.start();
  await sawSince(sockets, load);
  await load.stop();

  const total = () => load.acked.length + load.said.flat().length;
  await expect.poll(() => sockets[0]!.messages.length, { timeout: HEALED }).toBeGreaterThanOrEqual(total());
  const stored = await storedMessages(stack.postgres, chatId);
  await expectAllDelivered(sockets, stored);
  expectSaidIsStored(stored, sockets, load);
  expect(
    stored
      .map(({ content }) => content)
      .filter((text) => text.startsWith('REST'))
      .toSorted(),
  ).toEqual(load.acked.toSorted());
  expect(ackedMeanwhile).toBeGreaterThan(20); // REST commits without Redis
  expect(load.refused).toEqual([]);
  for (const { errors, isOpen } of sockets) expect({ errors, isOpen }).toEqual({ errors: [], isOpen: true });
});

test('PostgreSQL restarted under load: what was acked is stored, the rest is refused clearly, sockets live', async () => {
  const { chatId, sockets, load } = await startLoad();
  await stack.postgres.stop();
  await stack.postgres.start();
  await sawSince(sockets, load);
  await load.stop();

  const answered = () =>
    sockets
      .slice(0, 6)
      .map(
        ({ contents, errors }, i) =>
          contents.filter((text) => text.startsWith(`socket ${String(i)},`)).length + errors.length,
      );
  await expect.poll(answered, { timeout: HEALED }).toEqual(load.said.map(({ length }) => length));
  const stored = await storedMessages(stack.postgres, chatId);
  await expectAllDelivered(sockets, stored);
  expectSaidIsStored(stored, sockets, load);
  const contents = new Set(stored.map(({ content }) => content));
  expect(load.acked.filter((text) => !contents.has(text))).toEqual([]);
  for (const { status, body } of load.refused) {
    expect(status).toBe(503);
    expect(body).toMatchObject(unavailable);
  }
  for (const { errors, isOpen } of sockets) {
    expect(isOpen).toBe(true);
    expect(errors.filter(({ code }) => code !== 'unavailable')).toEqual([]);
  }
});

test('PostgreSQL away: both doors say so, sockets live, and go on when it is back', async () => {
  const { apis, gateways, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const token = people[0]!.access;
  const socket = await ChatSocket.open(gateways[0]!, chatId, token);
  await postgres.stop();
  expect(await rest(apis[0]!, 'GET', '/api/chats/', { token })).toMatchObject({ status: 503, body: unavailable });
  socket.send({ type: 'read_messages' });
  await expect.poll(() => socket.errors.map(({ code }) => code)).toContain('unavailable');
  expect(await (await ChatSocket.open(gateways[0]!, chatId, token)).closed()).toBe(1012);

  await postgres.start();
  socket.say('it is back');
  await expect.poll(() => socket.contents).toEqual(['it is back']);
  expect(new Set(socket.errors.map(({ code }) => code))).toEqual(new Set(['unavailable']));
});
