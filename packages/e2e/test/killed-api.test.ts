import { startStack, type Restartable, type Stack } from '@besage/stack';
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { askRedis } from './support/ask-redis.js';
import { ChatSocket } from './support/chat-socket.js';
import { gather, type Person } from './support/person.js';
import { expectAllDelivered, storedMessages } from './support/stored.js';

/** Milliseconds in which another copy has taken over what a dead one had in hand. */
const TAKEN_OVER = 20_000;
const TEXTS = Array.from({ length: 60 }, (_, i) => String(i));

let stack: Stack;
let doomed: Restartable;
let other: Restartable;
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
  [doomed, other] = [stack.apis[0]!, stack.apis[1]!];
});
afterEach(() => doomed.start());
afterAll(() => stack.stop());

/** Six people, each of whom sends all of TEXTS by their socket. */
async function startSending(): Promise<{ chatId: string; people: Person[]; sockets: ChatSocket[] }> {
  const { chatId, people } = await gather(other, 6);
  const [gateway] = stack.gateways;
  const sockets = await Promise.all(people.map(({ access }) => ChatSocket.open(gateway!, chatId, access)));
  for (const text of TEXTS) for (const socket of sockets) socket.say(text);
  await expect.poll(() => sockets[0]!.messages.length).toBeGreaterThan(0);
  return { chatId, people, sockets };
}

async function expectAllSent({ chatId, people, sockets }: Awaited<ReturnType<typeof startSending>>): Promise<void> {
  const total = people.length * TEXTS.length;
  await expect.poll(() => sockets[0]!.messages.length, { timeout: TAKEN_OVER }).toBeGreaterThanOrEqual(total);
  const stored = await storedMessages(stack.postgres, chatId);
  await expectAllDelivered(sockets, stored);
  for (const { id } of people) {
    expect(stored.filter((message) => message.sender_id === id).map(({ content }) => content)).toEqual(TEXTS);
  }
  for (const { errors } of sockets) expect(errors).toEqual([]);
}

test('an api copy that is killed with commands in hand loses none of them', async () => {
  const sending = await startSending();
  doomed.signal('SIGSTOP');
  const inHand = () => askRedis(stack.redis, 'XPENDING besage:{commands} api');
  await expect.poll(inHand).toContain(`-${String(doomed.pid)}-`);
  await doomed.kill();
  await expectAllSent(sending);
});

test('an api copy that is killed at any moment loses nothing and doubles nothing', async () => {
  const sending = await startSending();
  await doomed.kill();
  await expectAllSent(sending);
});
