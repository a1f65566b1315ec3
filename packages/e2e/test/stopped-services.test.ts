import { Message } from '@besage/contracts';
import { startStack, type Restartable, type Stack } from '@besage/stack';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatSocket } from './support/chat-socket.js';
import { gather, post, rest } from './support/person.js';
import { expectAllDelivered, storedMessages } from './support/stored.js';

const messages = Compile(Type.Array(Message));

let stack: Stack;
let api: Restartable;
let gateway: Restartable;
beforeAll(async () => {
  stack = await startStack();
  [api, gateway] = [stack.apis[0]!, stack.gateways[0]!];
});
afterAll(() => stack.stop());

test('gateway killed: REST works, and when it is back clients connect again and go on', async () => {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const before = await Promise.all([
    ChatSocket.open(api, chatId, ana.access),
    ChatSocket.open(gateway, chatId, ben.access),
  ]);
  before[0].say('before');
  await expect.poll(() => before[1].contents).toEqual(['before']);

  await gateway.kill();
  for (const socket of before) expect(await socket.closed()).toBe(1006);
  expect((await post(api, ana, chatId, 'meanwhile')).status).toBe(201);
  await expect(ChatSocket.open(api, chatId, ana.access)).rejects.toThrow('503');

  await gateway.start();
  const after = await Promise.all([
    ChatSocket.open(api, chatId, ana.access),
    ChatSocket.open(gateway, chatId, ben.access),
  ]);
  after[1].say('after');
  for (const socket of after) await expect.poll(() => socket.contents).toEqual(['after']);
  const history = await rest(api, 'GET', `/api/chats/${chatId}/messages/`, { token: ben.access });
  expect(messages.Parse(history.body).map(({ content }) => content)).toEqual(['after', 'meanwhile', 'before']);
});

test('gateway stopped in order: clients hear that they may come back', async () => {
  const { chatId, people } = await gather(api, 2);
  const sockets = await Promise.all(people.map(({ access }) => ChatSocket.open(gateway, chatId, access)));
  await gateway.stop();
  for (const socket of sockets) expect(await socket.closed()).toBe(1012);
  await gateway.start();
});

test('api stopped: sockets stay open, and what they send waits and arrives when it is back', async () => {
  const { chatId, people } = await gather(api, 2);
  const sockets = await Promise.all(people.map(({ access }) => ChatSocket.open(gateway, chatId, access)));
  await api.stop();
  for (const text of ['one', 'two', 'three']) sockets[0]!.say(text);
  // Typing goes from gateway to gateway: the socket lives and is heard without any api.
  sockets[0]!.send({ type: 'typing' });
  await expect.poll(() => sockets[1]!.events.filter(({ event }) => event === 'typing')).toHaveLength(1);
  expect(sockets.map(({ contents }) => contents)).toEqual([[], []]);

  await api.start();
  for (const socket of sockets) {
    await expect.poll(() => socket.contents).toEqual(['one', 'two', 'three']);
    expect(socket).toMatchObject({ isOpen: true, errors: [] });
  }
  await expectAllDelivered(sockets, await storedMessages(stack.postgres, chatId));
});
