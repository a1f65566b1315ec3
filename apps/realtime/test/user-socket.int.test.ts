import type { Chat, Message } from '@besage/contracts';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestPerson } from './support/test-person.js';
import type { TestSocket } from './support/test-socket.js';
import { startTestSystem } from './support/test-system.js';

const system = await startTestSystem();
const [here, there] = [await system.startGateway(), await system.startGateway()];
afterAll(() => system.close());

let ana: TestPerson, ben: TestPerson, cleo: TestPerson;
let ofAna: TestSocket, ofBen: TestSocket, ofCleo: TestSocket;
let chat: string;
beforeEach(async () => {
  [ana, ben, cleo] = (await system.people(3)) as [TestPerson, TestPerson, TestPerson];
  chat = await ana.createChat([ben, cleo], 'Room');
  [ofAna, ofBen, ofCleo] = [await ana.follow(here), await ben.follow(there), await cleo.follow(here)];
  for (const socket of all()) await socket.heard({ type: 'connection_established' });
  return async () => {
    for (const socket of all()) await socket.close();
  };
});

const all = () => [ofAna, ofBen, ofCleo];
/** What has come but the first frame, and the message that says that nothing more is to come. */
const news = ({ frames }: TestSocket) => frames.slice(1).filter((frame) => !JSON.stringify(frame).includes('the end'));
async function settled(sockets = all(), id = chat): Promise<void> {
  await ana.send(id, 'the end');
  for (const socket of sockets)
    await socket.heard({ event: 'mensaje_nuevo', chat_id: id, message: { content: 'the end' } });
}

test('its first frame says that it is live', () => {
  for (const { frames } of all()) {
    expect(frames[0]).toStrictEqual({ type: 'connection_established', message: expect.any(String) as string });
  }
});

test('hears of every new message of one’s chats once, one’s own too', async () => {
  const message = await ben.send(chat, 'hello');
  await settled();

  const frame = { type: 'chat.event', event: 'mensaje_nuevo', chat_id: chat };
  for (const socket of all()) {
    expect(news(socket)).toMatchObject([{ ...frame, message: { ...message, sender_id: ben.id, chat_id: chat } }]);
  }
});

test('hears of being mentioned, alone', async () => {
  await ana.send(chat, `hello @${ben.username} and @${ana.username}`);
  await settled();

  expect([ofAna, ofBen, ofCleo].map((socket) => socket.of('mencion').length)).toEqual([0, 1, 0]);
  const [mention] = ofBen.of('mencion');
  expect(mention).toMatchObject({ type: 'chat.event', chat_id: chat, message: { sender_id: ana.id } });
  expect(news(ofBen).map(({ event }) => event)).toEqual(['mensaje_nuevo', 'mencion']);
});

test('hears what receivers have reached of one’s own messages, and of no other’s', async () => {
  const message = await ana.send(chat, 'hello');
  await ben.ask('PUT', `/messages/${message.id}/status/`, { status: 'read' });
  const status = { message_id: message.id, chat_id: chat, user_id: ben.id, status: 'read' };
  expect(await ofAna.heard({ event: 'mensaje_estado' })).toEqual({
    type: 'chat.event',
    event: 'mensaje_estado',
    ...status,
  });
  await settled();

  expect([ofAna, ofBen, ofCleo].map((socket) => socket.of('mensaje_estado').length)).toEqual([1, 0, 0]);
});

describe('a new chat', () => {
  test('is told to all who are put in it, as REST gives it to them, and followed from then on', async () => {
    const id = await ana.createChat([ben], 'Kitchen');
    for (const [person, socket] of [
      [ana, ofAna],
      [ben, ofBen],
    ] as const) {
      const chatOfPerson = await person.ask<Chat>('GET', `/chats/${id}/`);
      expect(await socket.heard({ event: 'nuevo_chat' })).toEqual({
        type: 'chat.event',
        event: 'nuevo_chat',
        chat_id: id,
        chat: chatOfPerson,
      });
    }
    await ben.send(id, 'first');
    await settled([ofAna, ofBen], id);

    for (const socket of [ofAna, ofBen]) {
      expect(news(socket).map(({ event }) => event)).toEqual(['nuevo_chat', 'mensaje_nuevo']);
    }
    expect(news(ofCleo)).toEqual([]);
  });

  test('of two is called after the other one', async () => {
    await ana.createChat([ben]);

    expect(await ofAna.heard({ event: 'nuevo_chat' })).toMatchObject({ chat: { name: ben.username, kind: 'direct' } });
    expect(await ofBen.heard({ event: 'nuevo_chat' })).toMatchObject({ chat: { name: ana.username, kind: 'direct' } });
  });

  test('that one is added to is told and followed; those who are in hear who is in now', async () => {
    const [dan] = (await system.people(1)) as [TestPerson];
    const ofDan = await dan.follow(there);
    await ofDan.heard({ type: 'connection_established' });
    await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [dan.id] });

    const chatOfDan = await dan.ask<Chat>('GET', `/chats/${chat}/`);
    expect(await ofDan.heard({ event: 'nuevo_chat' })).toMatchObject({ chat: chatOfDan });
    await settled([...all(), ofDan]);
    for (const socket of all()) {
      expect(news(socket)).toEqual([
        {
          type: 'chat.event',
          event: 'participantes_actualizados',
          chat_id: chat,
          participants: chatOfDan.participants,
        },
      ]);
    }
    expect(news(ofDan).map(({ event }) => event)).toEqual(['nuevo_chat']);
    await ofDan.close();
  });

  test('that one is added to with history comes with it', async () => {
    const last = await ana.send(chat, 'last');
    const [dan] = (await system.people(1)) as [TestPerson];
    const ofDan = await dan.follow(there);
    await ofDan.heard({ type: 'connection_established' });
    await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [dan.id] });

    const frame = await ofDan.heard({ event: 'nuevo_chat' });
    const { last_message } = (frame as unknown as { chat: Chat }).chat;
    expect(last_message === null || last_message.id === last.id).toBe(true);
    await ofDan.close();
  });
});

test('a chat that one has left is not heard of any more, and the socket lives on', async () => {
  await ben.ask('POST', `/chats/${chat}/leave/`, {});
  await settled([ofAna, ofCleo]);
  const other = await ben.createChat([ana], 'Other');
  await ofBen.heard({ event: 'nuevo_chat', chat_id: other });

  expect(news(ofBen).map(({ event }) => event)).toEqual(['participantes_actualizados', 'nuevo_chat']);
  expect(ofBen.frames.some((frame) => JSON.stringify(frame).includes('the end'))).toBe(false);
});

test('a person’s chat socket and user socket hear of a message once each', async () => {
  const socket = await ana.listen(here, chat);
  const message = await ben.send(chat, 'hello');
  await socket.heard({ type: 'chat_message', message: { id: message.id } });
  await settled();

  expect(socket.of('chat_message').filter((frame) => (frame['message'] as Message).id === message.id)).toHaveLength(1);
  expect(socket.of('mensaje_nuevo')).toEqual([]);
  expect(news(ofAna).map(({ event }) => event)).toEqual(['mensaje_nuevo']);
  await socket.close();
});

test('ends with its session', async () => {
  await ana.ask('POST', '/auth/logout/', {});

  expect(await ofAna.closed()).toBe(4401);
  expect(ofBen.closeCode).toBeUndefined();
});
