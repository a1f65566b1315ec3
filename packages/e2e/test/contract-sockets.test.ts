import type { Chat, Message, Reaction } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi } from './support/call-api.js';
import { aMessage, aParticipant, aStatus } from './support/contract-shapes.js';
import { FrameSocket, type Frame } from './support/frame-socket.js';
import { gather, register, type Person } from './support/person.js';

/** CONTRACT.md in its order: the documented socket protocol. 4408 and 4429 are in close-codes.test.ts. */

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

let stack: Stack;
let api: Address;
let chat: string;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  stack = await startStack({ realtimes: 2 });
  api = stack.apis[0]!;
});
afterAll(() => stack.stop());
beforeEach(async () => {
  const { chatId, people } = await gather(api, 2);
  chat = chatId;
  [ana, ben] = people as [Person, Person];
});

const opened: FrameSocket[] = [];
async function open(path: string, server = api): Promise<FrameSocket> {
  const socket = await FrameSocket.open(server, path);
  opened.push(socket);
  return socket;
}
afterEach(() => {
  for (const { webSocket } of opened.splice(0)) webSocket.terminate();
});

const onChat = (who: Person) => open(`/ws/chat/${chat}/?token=${who.access}`);
async function onOwn(who: Person): Promise<FrameSocket> {
  const socket = await open(`/ws/user/?token=${who.access}`);
  await expect.poll(() => socket.frames).toHaveLength(1);
  return socket;
}

const news = (event: string, more: Frame): Frame => ({ type: 'chat.event', event, chat_id: chat, ...more });
const by = ({ id, username }: Person) => ({ user_id: id, username });
const flat = ({ id, username }: Person) => ({
  chat_id: chat,
  sender_id: id,
  sender_username: username,
  sender_profile_img: null,
});

/** A message that was just sent, as sockets tell it. */
function told(sender: Person, content: string, receivers: Person[], more: Frame = {}): Frame {
  return { ...aMessage(chat, sender, content, receivers, more), ...flat(sender) };
}

const say = async (who: Person, content: string) =>
  (await callApi(api, who, `POST /chats/${chat}/messages/`, { content })).body as Message;

test('chat_message: to every socket of the chat, the sender’s too; a frame with no type is one', async () => {
  const sockets = [await onChat(ana), await onChat(ana), await onChat(ben)];
  const first = await say(ben, 'first');
  sockets[0]!.send({ type: 'chat_message', message: 'second', client_id: 'mine', reply_to: first.id });
  await expect.poll(() => sockets[2]!.heard('chat_message')).toHaveLength(2);
  sockets[2]!.send({ message: 'third' });
  const messages = [
    told(ben, 'first', [ana]),
    told(ana, 'second', [ben], { client_id: 'mine', reply_to: first.id }),
    told(ben, 'third', [ana]),
  ];
  for (const socket of sockets) {
    await socket.hears('chat_message', ...messages.map((message) => ({ type: 'chat_message', message })));
  }
});

test('typing, user_online, user_offline', async () => {
  const here = await onChat(ana);
  const [one, two] = [await onChat(ben), await onChat(ben)];
  await here.hears('user_online', news('user_online', by(ben)));
  one.send({ type: 'typing' });
  await here.hears('typing', news('typing', by(ben)));
  one.webSocket.close();
  await one.closed();
  expect(here.heard('user_offline')).toEqual([]);
  two.webSocket.close();
  await here.hears('user_offline', news('user_offline', by(ben)));
  expect(here.heard('user_online')).toHaveLength(1);
});

test('delivered_messages and read_messages: mensaje_estado, mensajes_entregados, mensajes_leidos', async () => {
  const [here, own] = [await onChat(ana), await onOwn(ana)];
  const there = await onChat(ben);
  await here.hears('user_online', news('user_online', by(ben)));
  const { id } = await say(ana, 'hello');
  const status = (reached: string) => news('mensaje_estado', { message_id: id, user_id: ben.id, status: reached });
  const all = (event: string) => news(event, { user_id: ben.id, user_ids: [ben.id] });

  there.send({ type: 'delivered_messages' });
  await here.hears('mensajes_entregados', all('mensajes_entregados'));
  await here.hears('mensaje_estado', status('delivered'));
  there.send({ type: 'read_messages' });
  await here.hears('mensajes_leidos', all('mensajes_leidos'));
  for (const socket of [here, own]) await socket.hears('mensaje_estado', status('delivered'), status('read'));
  there.send({ type: 'delivered_messages' });
  const { body } = await callApi(api, ana, `GET /messages/${id}/`);
  expect(body).toMatchObject({ status: 'read', statuses: [aStatus(ben, 'read')] });
});

test('connecting to a chat marks its messages as delivered', async () => {
  const { id } = await say(ana, 'hello');
  await onChat(ben);
  const status = async () => ((await callApi(api, ana, `GET /messages/${id}/`)).body as Message).status;
  await expect.poll(status).toBe('delivered');
});

test('mensaje_editado, reaccion, mensaje_eliminado, participantes_actualizados', async () => {
  const { id, seq } = await say(ana, 'before');
  const here = await onChat(ben);
  await callApi(api, ana, `PATCH /messages/${id}/`, { content: 'after' });
  const edited: unknown = expect.objectContaining({ id, seq, content: 'after', ...flat(ana) });
  await here.hears('mensaje_editado', news('mensaje_editado', { message: edited }));
  const reacted = await callApi(api, ana, 'POST /reactions/', { message: id, type: 'wow' });
  await callApi(api, ana, `DELETE /reactions/${(reacted.body as Reaction).id}/`);
  const reaction = (type: string | null) => news('reaccion', { message_id: id, ...by(ana), reaction: type });
  await here.hears('reaccion', reaction('wow'), reaction(null));
  await callApi(api, ana, `DELETE /messages/${id}/`);
  await here.hears('mensaje_eliminado', news('mensaje_eliminado', { message_id: id }));

  const cleo = await register(api, `cleo-${chat}`);
  await callApi(api, ana, `POST /chats/${chat}/add_participants/`, { users_ids: [cleo.id] });
  const participants = [
    aParticipant(chat, ana, 'owner'),
    aParticipant(chat, ben, 'member'),
    aParticipant(chat, cleo, 'member'),
  ];
  const byId: unknown = expect.toSatisfy((sent: unknown[]) => sent.length === participants.length);
  await here.hears('participantes_actualizados', news('participantes_actualizados', { participants: byId }));
  expect(here.heard('participantes_actualizados')[0]!['participants']).toStrictEqual(
    expect.arrayContaining(participants),
  );
});

test('the user socket: connection_established first, nuevo_chat, mensaje_nuevo, mencion', async () => {
  const own = await onOwn(ben);
  expect(own.frames[0]).toStrictEqual({ type: 'connection_established', message: expect.any(String) as unknown });
  const created = await callApi(api, ana, 'POST /chats/', { name: 'New', participants_ids: [ben.id] });
  chat = (created.body as Chat).id;
  await own.hears('nuevo_chat', news('nuevo_chat', { chat: created.body }));
  await say(ana, 'hello');
  await say(ana, `look, @${ben.username}`);
  const mentioning = told(ana, `look, @${ben.username}`, [ben], { mentions: [{ id: ben.id, username: ben.username }] });
  await own.hears('mencion', news('mencion', { message: mentioning }));
  await own.hears(
    'mensaje_nuevo',
    news('mensaje_nuevo', { message: told(ana, 'hello', [ben]) }),
    news('mensaje_nuevo', { message: mentioning }),
  );
});

test('error: what I sent was refused, and why', async () => {
  const socket = await onChat(ana);
  socket.send({ type: 'chat_message', message: '', client_id: 'mine' });
  await expect.poll(() => socket.heard('error')).toHaveLength(1);
  socket.send({ type: 'nothing' });
  const detail: unknown = expect.any(String);
  await socket.hears(
    'error',
    { type: 'error', code: 'content_required', detail, client_id: 'mine' },
    { type: 'error', code: 'unknown_frame', detail },
  );
});

test.each(['', '/'])(
  'refused is accepted and then closed, under both spellings of the path (%j): 4401, 4403, 4404',
  async (slash) => {
    const stranger = await register(api, `stranger${slash === '' ? '' : 's'}`);
    for (const server of [api, stack.gateways[0]!]) {
      const close = async (path: string) => (await open(path, server)).closed();
      expect(await close(`/ws/chat/${chat}${slash}`)).toBe(4401);
      expect(await close(`/ws/user${slash}?token=nonsense`)).toBe(4401);
      expect(await close(`/ws/chat/${chat}${slash}?token=${stranger.access}`)).toBe(4403);
      expect(await close(`/ws/chat/${NOBODY}${slash}?token=${stranger.access}`)).toBe(4404);
      const welcome = await open(`/ws/chat/${chat}${slash}?token=${ana.access}`, server);
      welcome.send({ type: 'typing' });
      expect(welcome.closeCode).toBeUndefined();
    }
  },
);

test('4403: no longer a participant; 1009: a frame too big', async () => {
  const [here, there] = [await onChat(ana), await onChat(ben)];
  await callApi(api, ana, `POST /chats/${chat}/remove_participants/`, { users_ids: [ben.id] });
  expect(await there.closed()).toBe(4403);
  here.send({ type: 'typing', more: 'x'.repeat(300_000) });
  expect(await here.closed()).toBe(1009);
});

test('1012: this server is going down', async () => {
  const gateway = stack.gateways[1]!;
  const socket = await open(`/ws/user/?token=${ana.access}`, gateway);
  await expect.poll(() => socket.frames).toHaveLength(1);
  await gateway.stop();
  expect(await socket.closed()).toBe(1012);
  await gateway.start();
});
