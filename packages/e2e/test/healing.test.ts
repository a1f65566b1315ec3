import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askRedis } from './support/ask-redis.js';
import { ChatSocket } from './support/chat-socket.js';
import { gather, logIn, logOut, post, type Group } from './support/person.js';
import { expectAllDelivered, storedMessages } from './support/stored.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ realtimes: 2 });
});
afterAll(() => stack.stop());

/** A chat with a socket on each gateway that has seen a first message. */
async function gatherOnBoth(): Promise<Group & { sockets: ChatSocket[] }> {
  const group = await gather(stack.apis[0]!, 2);
  const { chatId, people } = group;
  const sockets = await Promise.all(people.map(({ access }, i) => ChatSocket.open(stack.gateways[i]!, chatId, access)));
  await post(stack.apis[0]!, people[0]!, chatId, 'first');
  for (const socket of sockets) await expect.poll(() => socket.contents).toEqual(['first']);
  return { ...group, sockets };
}

async function postMany({ chatId, people }: Group): Promise<void> {
  const send = (_: unknown, i: number) => post(stack.apis[0]!, people[0]!, chatId, String(i));
  await Promise.all(Array.from({ length: 20 }, send));
}

test('events that a gateway could not read before they were gone arrive all the same, once and in order', async () => {
  const group = await gatherOnBoth();
  const [paused] = stack.gateways;
  paused!.signal('SIGSTOP');
  await postMany(group);
  await askRedis(stack.redis, 'FLUSHALL');
  paused!.signal('SIGCONT');

  // Nothing is sent any more that could show a gap: the comparison with the log alone finds it.
  await expectAllDelivered(group.sockets, await storedMessages(stack.postgres, group.chatId));
  await post(stack.apis[0]!, group.people[0]!, group.chatId, 'last');
  await expectAllDelivered(group.sockets, await storedMessages(stack.postgres, group.chatId));
});

test('what was sent while Redis was away arrives when it is back, though no event of it ever was', async () => {
  const group = await gatherOnBoth();
  await stack.redis.kill();
  await postMany(group);
  const stored = await storedMessages(stack.postgres, group.chatId);
  expect(stored).toHaveLength(21);
  await expectAllDelivered(group.sockets, stored); // from PostgreSQL, while Redis is still away

  await stack.redis.start();
  await post(stack.apis[0]!, group.people[0]!, group.chatId, 'last');
  await expectAllDelivered(group.sockets, await storedMessages(stack.postgres, group.chatId));
});

test('a session that ended while Redis was away is put out all the same, and no other', async () => {
  const { apis, gateways, redis } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const [phone, laptop] = [people[0]!, await logIn(apis[0]!, people[0]!)];
  const open = (token: string) => Promise.all(gateways.map((gateway) => ChatSocket.open(gateway, chatId, token)));
  const [onPhone, onLaptop] = [await open(phone.access), await open(laptop.access)];
  await redis.kill();
  expect(await logOut(apis[0]!, phone)).toMatchObject({ status: 200 });
  for (const socket of onPhone) expect(await socket.closed()).toBe(4401);
  for (const { isOpen } of onLaptop) expect(isOpen).toBe(true);
  await redis.start();
});
