import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatSocket } from './support/chat-socket.js';
import { holdChat } from './support/hold-chat.js';
import { gather, post } from './support/person.js';
import { storedMessages } from './support/stored.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2, realtimes: 2 });
});
afterAll(() => stack.stop());

const CLIENT_ID = 'mine-1';

test('the same client_id 50 times at once, over both api copies and both gateways, is one message', async () => {
  const { apis, gateways, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const hers = await Promise.all(gateways.map((gateway) => ChatSocket.open(gateway, chatId, ana.access)));
  const his = await Promise.all(gateways.map((gateway) => ChatSocket.open(gateway, chatId, ben.access)));

  for (const socket of hers) for (let i = 0; i < 12; i++) socket.say('once', CLIENT_ID);
  const answers = await Promise.all(
    Array.from({ length: 26 }, (_, i) => post(apis[i % 2]!, ana, chatId, 'once', CLIENT_ID)),
  );
  // A socket's sends are answered one after the other: behind this one nothing of them is to come.
  for (const [i, socket] of hers.entries()) socket.say(`behind ${String(i)}`);
  for (const socket of [...hers, ...his]) await expect.poll(() => socket.messages.length).toBe(3);

  const stored = await storedMessages(postgres, chatId);
  expect(stored.map(({ client_id }) => client_id).filter((id) => id === CLIENT_ID)).toHaveLength(1);
  expect(stored).toHaveLength(3);
  expect(stored[0]).toMatchObject({ client_id: CLIENT_ID, content: 'once' });
  const created = answers.filter(({ status }) => status === 201);
  expect(created.length).toBeLessThanOrEqual(1); // none where a socket was faster
  for (const { status, message } of answers) {
    expect([200, 201]).toContain(status);
    expect(message).toMatchObject({ id: stored[0]?.id, seq: stored[0]?.seq });
  }
  for (const { messages, errors } of [...hers, ...his]) {
    expect(messages.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
    expect(errors).toEqual([]);
  }
});

test('over REST alone exactly one of 50 is answered with 201', async () => {
  const { apis, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const sends = Array.from({ length: 50 }, (_, i) => post(apis[i % 2]!, people[0]!, chatId, 'once', CLIENT_ID));
  const answers = await Promise.all(sends);

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
  expect(new Set(answers.map(({ message }) => message.id)).size).toBe(1);
  expect(await storedMessages(postgres, chatId)).toHaveLength(1);
});

test('two api copies that are about to store the same client_id at the same moment store it once', async () => {
  const { apis, gateways, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const socket = await ChatSocket.open(gateways[0]!, chatId, people[0]!.access);
  const { waiting, release } = await holdChat(postgres, chatId);
  const sends = apis.map((api) => post(api, people[0]!, chatId, 'once', CLIENT_ID));
  await waiting(2);
  await release();

  const answers = await Promise.all(sends);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 201]);
  expect(answers[0]?.message.id).toBe(answers[1]?.message.id);
  expect(await storedMessages(postgres, chatId)).toHaveLength(1);
  await expect.poll(() => socket.contents).toEqual(['once']);
});

test('sent again after a reconnect, over another gateway, it is found again and answered on that socket only', async () => {
  const { apis, gateways, postgres } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const his = await ChatSocket.open(gateways[0]!, chatId, ben.access);
  const before = await ChatSocket.open(gateways[0]!, chatId, ana.access);
  before.say('once', CLIENT_ID);
  await expect.poll(() => before.contents).toEqual(['once']);
  before.leave();

  const again = await ChatSocket.open(gateways[1]!, chatId, ana.access);
  again.say('once', CLIENT_ID);
  await expect.poll(() => again.messages).toEqual(before.messages);
  again.say('next');
  await expect.poll(() => his.contents).toEqual(['once', 'next']);
  await expect.poll(() => again.contents).toEqual(['once', 'next']);
  expect(await storedMessages(postgres, chatId)).toHaveLength(2);
});

test('the same client_id of two people are two messages', async () => {
  const { apis, gateways } = stack;
  const { chatId, people } = await gather(apis[0]!, 2);
  const socket = await ChatSocket.open(gateways[0]!, chatId, people[0]!.access);
  const answers = await Promise.all(people.map((person) => post(apis[0]!, person, chatId, person.username, CLIENT_ID)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  await expect.poll(() => socket.contents.toSorted()).toEqual(people.map(({ username }) => username).toSorted());
});
