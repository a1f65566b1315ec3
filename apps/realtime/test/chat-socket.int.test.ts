import type { Chat, Message } from '@besage/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestPerson } from './support/test-person.js';
import { TestSocket, type Frame } from './support/test-socket.js';
import { startTestSystem, type TestGateway } from './support/test-system.js';

const system = await startTestSystem();
const gateways: TestGateway[] = [await system.startGateway(), await system.startGateway()];
const [here, there] = gateways as [TestGateway, TestGateway];
afterAll(() => system.close());

let ana: TestPerson, ben: TestPerson, cleo: TestPerson;
let chat: string;
beforeAll(async () => {
  [ana, ben, cleo] = (await system.people(3, ['ana', 'ben', 'cleo'])) as [TestPerson, TestPerson, TestPerson];
});

/** Two sockets of ana on two gateways, one of ben; all news of their coming has been told. */
let sockets: { anaHere: TestSocket; anaThere: TestSocket; ben: TestSocket };
beforeEach(async () => {
  chat = await ana.createChat([ben, cleo], 'Room');
  const anaHere = await ana.listen(here, chat);
  const anaThere = await ana.listen(there, chat);
  const ofBen = await ben.listen(there, chat);
  sockets = { anaHere, anaThere, ben: ofBen };
  await quiet();
  return async () => {
    for (const socket of Object.values(sockets)) await socket.close();
    await quietPresence();
  };
});

const all = () => Object.values(sockets);
const isOf = (person: TestPerson, word: string): Frame => ({ event: word, user_id: person.id });

/** Waits until everybody's coming was told, and forgets it. */
async function quiet(): Promise<void> {
  await sockets.anaHere.heard(isOf(ben, 'user_online'));
  await ana.ask('PUT', `/chats/${chat}/`, { name: 'All are here' });
  for (const socket of all()) await socket.heard({ event: 'chat_actualizado', name: 'All are here' });
  for (const socket of all()) socket.forget();
}

/** Waits until both gateways know that nobody is there any more: the next test hears of their coming again. */
async function quietPresence(): Promise<void> {
  const isGone = async () => {
    const keys = await here.ctx.redis.keys(`${String(system.env['STREAM_PREFIX'])}:{presence}:person:*`);
    return keys.length;
  };
  await expect.poll(isGone).toBe(0);
}

/** Everything that has come so far, behind a message that goes to all: what was not told by then is not told. */
async function settled(): Promise<void> {
  const { id } = await cleo.send(chat, 'the end');
  for (const socket of all()) await socket.heard({ type: 'chat_message', message: { id } });
}
/** What a socket heard, but for the end and for who comes and goes: that is told when it is known. */
const news = (socket: TestSocket) =>
  socket.frames.filter(
    ({ message, event }) => !isTheEnd(message) && event !== 'user_online' && event !== 'user_offline',
  );
const isTheEnd = (message: unknown) =>
  typeof message === 'object' && message !== null && 'content' in message && message.content === 'the end';

const flat = (message: Message) => ({
  ...message,
  chat_id: message.chat,
  sender_id: message.sender.id,
  sender_username: message.sender.username,
  sender_profile_img: message.sender.profile_img,
});

describe('a message', () => {
  test('sent on a socket comes to every socket of the chat once, the sender’s too', async () => {
    sockets.anaHere.send({ type: 'chat_message', message: 'hello', client_id: 'one' });
    for (const socket of all()) await socket.heard({ message: { client_id: 'one' } });
    await settled();

    const message = await cleo.ask<Message[]>('GET', `/chats/${chat}/messages/`).then((messages) => messages[1]!);
    const { statuses: _now, ...rest } = flat(message);
    for (const socket of all()) {
      expect(news(socket)).toMatchObject([{ type: 'chat_message', message: { ...rest, client_id: 'one' } }]);
      const [{ message: heard }] = news(socket) as [{ message: Message }];
      expect(heard.statuses.map(({ status }) => status)).toEqual(['sent', 'sent']);
    }
  });

  test('sent over REST is the same as REST gives it, with flat fields', async () => {
    const message = await ana.send(chat, 'over REST');
    await settled();

    for (const socket of all()) expect(news(socket)).toEqual([{ type: 'chat_message', message: flat(message) }]);
  });

  test('needs no type, and may be a reply', async () => {
    const first = await ana.send(chat, 'first');
    sockets.ben.send({ message: 'second', reply_to: first.id });

    await sockets.anaHere.heard({
      type: 'chat_message',
      message: { content: 'second', reply_to: first.id, sender_id: ben.id },
    });
  });

  test('sent twice with one client_id is one', async () => {
    sockets.anaHere.send({ message: 'hello', client_id: 'twice' });
    sockets.anaThere.send({ message: 'hello', client_id: 'twice' });
    for (const socket of all()) await socket.heard({ message: { client_id: 'twice' } });
    await settled();

    for (const socket of all()) expect(news(socket)).toHaveLength(1);
  });
});

test('typing is told to the others, not to oneself on any socket', async () => {
  sockets.anaHere.send({ type: 'typing' });
  const frame = { type: 'chat.event', event: 'typing', user_id: ana.id, username: 'ana', chat_id: chat };
  expect(await sockets.ben.heard({ event: 'typing' })).toStrictEqual(frame);
  await settled();

  expect(news(sockets.ben)).toHaveLength(1);
  expect([...news(sockets.anaHere), ...news(sockets.anaThere)]).toEqual([]);
});

describe('receipts', () => {
  const status = (message: Message, person: TestPerson, word: string) => ({
    type: 'chat.event',
    event: 'mensaje_estado',
    message_id: message.id,
    chat_id: chat,
    user_id: person.id,
    status: word,
  });
  const whole = (event: string, person: TestPerson) => ({
    type: 'chat.event',
    event,
    user_id: person.id,
    user_ids: [person.id],
    chat_id: chat,
  });

  test.each([
    ['read_messages', 'read', 'mensajes_leidos'],
    ['delivered_messages', 'delivered', 'mensajes_entregados'],
  ])('%s is told once, after the message, and the second time not at all', async (type, word, event) => {
    const message = await ana.send(chat, 'hello');
    for (const socket of all()) await socket.heard({ type: 'chat_message', message: { id: message.id } });

    sockets.ben.send({ type });
    for (const socket of all()) await socket.heard({ event });
    sockets.ben.send({ type });
    sockets.ben.send({ type });
    // By now the repeated ones have been answered: commands of one gateway are taken in order.
    sockets.ben.send({ type: 'chat_message', message: 'after' });
    for (const socket of all()) await socket.heard({ message: { content: 'after' } });
    await settled();

    for (const socket of all()) {
      const told = news(socket).filter((frame) => frame['type'] === 'chat.event');
      expect(told).toEqual([status(message, ben, word), whole(event, ben)]);
    }
  });

  test('opening a chat marks it as delivered', async () => {
    const message = await ana.send(chat, 'hello');
    const socket = await cleo.listen(here, chat);

    expect(await sockets.anaThere.heard({ event: 'mensaje_estado' })).toEqual(status(message, cleo, 'delivered'));
    expect(await sockets.ben.heard({ event: 'mensajes_entregados' })).toEqual(whole('mensajes_entregados', cleo));
    await socket.close();
  });

  test('over REST are told too', async () => {
    const message = await ana.send(chat, 'hello');
    await ben.ask('PUT', `/messages/${message.id}/status/`, { status: 'read' });

    expect(await sockets.anaHere.heard({ event: 'mensaje_estado' })).toEqual(status(message, ben, 'read'));
  });

  test('of many messages at once name the chat alone', async () => {
    for (let i = 0; i < 25; i++) await ana.send(chat, String(i));
    for (const socket of all()) await expect.poll(() => socket.of('chat_message').length).toBe(25);
    await ben.ask('PUT', `/messages/read/${chat}/`);
    await sockets.anaHere.heard({ event: 'mensajes_leidos' });
    await settled();

    // The newest are named, and no more.
    expect(sockets.anaHere.of('mensaje_estado').length).toBeLessThanOrEqual(20);
    expect(sockets.anaHere.of('mensajes_leidos')).toEqual([whole('mensajes_leidos', ben)]);
  });
});

describe('changes', () => {
  const told: [string, () => Promise<unknown>, (message: Message) => Frame | Promise<Frame>][] = [
    [
      'mensaje_editado',
      () => ana.ask('PATCH', `/messages/${first.id}/`, { content: 'edited' }),
      async ({ id }) => ({ message: flat(await cleo.ask<Message>('GET', `/messages/${id}/`)) }),
    ],
    ['mensaje_eliminado', () => ana.ask('DELETE', `/messages/${first.id}/`), ({ id }) => ({ message_id: id })],
    [
      'reaccion',
      () => ben.ask('POST', '/reactions/', { message: first.id, type: 'wow' }),
      ({ id }) => ({ message_id: id, user_id: ben.id, username: 'ben', reaction: 'wow' }),
    ],
    [
      'participantes_actualizados',
      () => ana.ask('PATCH', `/chats/${chat}/participants/${ben.id}/`, { role: 'admin' }),
      async () => ({ participants: (await ana.ask<Chat>('GET', `/chats/${chat}/`)).participants }),
    ],
    [
      'chat_actualizado',
      () => ana.ask('PUT', `/chats/${chat}/`, { name: 'Kitchen' }),
      () => ({ name: 'Kitchen', kind: 'group', active: true }),
    ],
  ];
  let first: Message;

  test.each(told)('are told to every socket once: %s', async (event, act, fields) => {
    first = await ana.send(chat, 'hello');
    for (const socket of all()) await socket.heard({ message: { id: first.id } });
    for (const socket of all()) socket.forget();

    await act();
    const expected = { type: 'chat.event', event, chat_id: chat, ...(await fields(first)) };
    await settled();

    for (const socket of all()) expect(news(socket)).toEqual([expected]);
  });

  test('a reaction taken back is told as null', async () => {
    first = await ana.send(chat, 'hello');
    for (let i = 0; i < 2; i++) await ben.ask('POST', '/reactions/', { message: first.id, type: 'wow' });

    await sockets.anaHere.heard({ event: 'reaccion', reaction: null });
    expect(sockets.anaHere.of('reaccion').map(({ reaction }) => reaction)).toEqual(['wow', null]);
  });
});

describe('who may not listen', () => {
  test('any more is told and shown out: removed', async () => {
    await ana.ask('POST', `/chats/${chat}/remove_participants/`, { users_ids: [ben.id] });

    expect(await sockets.ben.closed()).toBe(4403);
    expect(news(sockets.ben)).toMatchObject([{ event: 'participantes_actualizados' }]);
    expect(sockets.anaHere.closeCode).toBeUndefined();
  });

  test('any more is shown out: left, logged out, session ended, deactivated', async () => {
    await ben.ask('POST', `/chats/${chat}/leave/`, {});
    expect(await sockets.ben.closed()).toBe(4403);

    const [dan, eve, fay] = (await system.people(3)) as [TestPerson, TestPerson, TestPerson];
    await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [dan.id, eve.id, fay.id] });
    const [ofDan, ofEve] = [await dan.listen(here, chat), await eve.listen(there, chat)];
    const ofFay = await fay.listen(there, chat);
    await dan.ask('POST', '/auth/logout/', {});
    await eve.ask('DELETE', `/users/${eve.id}/`);
    await fay.ask('DELETE', `/auth/sessions/${fay.sessionId}/`);
    expect([await ofDan.closed(), await ofEve.closed(), await ofFay.closed()]).toEqual([4401, 4401, 4401]);
  });

  test('any more is shown out although nobody says so: the session has ended in PostgreSQL', async () => {
    const [dan] = (await system.people(1)) as [TestPerson];
    await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [dan.id] });
    const ofDan = await dan.listen(here, chat);
    await system.db.$executeRaw`UPDATE sessions SET ended_at = now() WHERE id = ${dan.sessionId}::uuid`;

    expect(await ofDan.closed()).toBe(4401);
    expect(sockets.anaHere.closeCode).toBeUndefined();
  });

  test('is let in and shown out with the reason', async () => {
    const [stranger] = (await system.people(1)) as [TestPerson];
    const code = async (path: string) => (await TestSocket.open(here.url + path)).closed();

    expect(await code(`/ws/chat/${chat}/?token=${stranger.access}`)).toBe(4403);
    expect(await code(`/ws/chat/01931f5e-0000-7000-8000-000000000000/?token=${ana.access}`)).toBe(4404);
    expect(await code(`/ws/chat/nonsense/?token=${ana.access}`)).toBe(4404);
    expect(await code(`/ws/chat/${chat}/?token=nonsense`)).toBe(4401);
    expect(await code(`/ws/user/`)).toBe(4401);
  });
});

describe('a frame that is refused', () => {
  test.each<[string, string, string, object?]>([
    ['no JSON', 'nonsense', 'invalid_frame'],
    ['no object', '[1]', 'invalid_frame'],
    ['an unknown type', '{"type":"dance","client_id":"a"}', 'unknown_frame', { client_id: 'a' }],
    ['a message without text', '{"message":"  ","client_id":"b"}', 'content_required', { client_id: 'b' }],
    ['a message that is none', '{"message":1,"client_id":"c"}', 'invalid_frame', { client_id: 'c' }],
    [
      'a reply to nothing',
      '{"message":"x","reply_to":"01931f5e-0000-7000-8000-000000000000","client_id":"d"}',
      'reply_not_found',
      { client_id: 'd' },
    ],
  ])('is answered to its sender alone, and the socket lives on: %s', async (_what, text, code, more = {}) => {
    sockets.anaHere.sendText(text);

    const frame = await sockets.anaHere.heard({ type: 'error' });
    expect(frame).toStrictEqual({ type: 'error', code, detail: expect.stringMatching(/\.$/) as string, ...more });
    await settled();
    expect([...news(sockets.anaThere), ...news(sockets.ben)]).toEqual([]);
  });
});
