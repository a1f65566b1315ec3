import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatSocket } from './support/chat-socket.js';
import { gather, post } from './support/person.js';
import { expectAllDelivered, storedMessages } from './support/stored.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2, realtimes: 2 });
});
afterAll(() => stack.stop());

test('20 senders, 2 gateways, 2 api copies: everybody sees every message once, in the order of seq', async () => {
  const { apis, gateways, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 20);
  const sockets = await Promise.all(people.map(({ access }, i) => ChatSocket.open(gateways[i % 2]!, chatId, access)));
  const texts = Array.from({ length: 25 }, (_, i) => String(i));

  // The first 16 by their sockets, all at once; the others over REST, one after the other.
  for (const text of texts) for (const socket of sockets.slice(0, 16)) socket.say(text);
  await Promise.all(
    people.slice(16).map(async (person, i) => {
      for (const text of texts) await post(apis[i % 2]!, person, chatId, text);
    }),
  );

  const total = people.length * texts.length;
  await expect.poll(() => sockets[0]?.messages.length).toBe(total);
  const stored = await storedMessages(postgres, chatId);
  expect(stored.length).toBe(total);
  await expectAllDelivered(sockets, stored);
  for (const { id } of people) {
    expect(stored.filter((message) => message.sender_id === id).map(({ content }) => content)).toEqual(texts);
  }
});
