import { errorCatalogue, isErrorCode } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { once } from 'node:events';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Address } from '../src/address.js';
import { badFrames } from './support/bad-frames.js';
import { badRequests, shapelessBodies, unreadableBodies, type BadRequest } from './support/bad-requests.js';
import { ChatSocket } from './support/chat-socket.js';
import { gather, post, rest, type Answer, type Group, type Person } from './support/person.js';
import { rowCounts, storedMessages } from './support/stored.js';

/** Bytes that a frame may have. */
const FRAME_LIMIT = 256 * 1_024;

let stack: Stack;
let api: Address;
let gateway: Address;
let group: Group;
let chatId: string;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  stack = await startStack();
  [api, gateway] = [stack.apis[0]!, stack.gateways[0]!];
});
afterAll(() => stack.stop());
beforeEach(async () => {
  group = await gather(api, 2);
  chatId = group.chatId;
  [ana, ben] = [group.people[0]!, group.people[1]!];
});

const refusal = Compile(Type.Object({ detail: Type.String(), message: Type.String(), code: Type.String() }));

/** The one shape of errors, with the status that belongs to its code. */
function expectRefused({ status, body }: Answer, wanted: BadRequest['wanted'], what: string): void {
  expect(body, what).toSatisfy((it) => refusal.Check(it));
  const { detail, message, code } = refusal.Parse(body);
  expect([status, code], what).toEqual(wanted);
  expect(isErrorCode(code) && errorCatalogue[code].status, what).toBe(status);
  expect(message, what).toBe(detail);
}

test('REST: a body that cannot be read is refused on every route that takes one', async () => {
  const routes = ['auth/register', 'auth/login', 'auth/token/refresh', 'auth/logout', 'chats', 'messages'];
  const before = await rowCounts(stack.postgres);
  for (const route of [...routes, `chats/${chatId}/messages`]) {
    const refused = async (body: string, wanted: BadRequest['wanted'], type = 'application/json') => {
      const request = { token: ana.access, body, headers: { 'content-type': type } };
      expectRefused(await rest(api, 'POST', `/api/${route}/`, request), wanted, `${route} ${body.slice(0, 60)}`);
    };
    for (const body of shapelessBodies) await refused(body, [400, 'invalid_input']);
    for (const body of unreadableBodies) await refused(body, [400, 'invalid_json']);
    await refused(`{"content":"${'x'.repeat(300 * 1_024)}"}`, [413, 'payload_too_large']);
    for (const type of ['text/plain', 'application/xml', 'nonsense']) {
      await refused('{}', [415, 'unsupported_media_type'], type);
    }
  }
  expect(await rowCounts(stack.postgres)).toEqual(before);
});

test('REST: what makes no sense is refused with its code, and nothing is stored', async () => {
  const before = await rowCounts(stack.postgres);
  for (const { what, method, path, wanted, ...request } of badRequests(group)) {
    expectRefused(await rest(api, method, path, request), wanted, what);
  }
  expect(await rowCounts(stack.postgres)).toEqual(before);
});

test('sockets: a frame that makes no sense is answered with its code, nothing is stored and the socket lives', async () => {
  const before = await rowCounts(stack.postgres);
  for (const server of [api, gateway]) {
    const socket = await ChatSocket.open(server, chatId, ana.access);
    const other = await ChatSocket.open(server, chatId, ben.access);
    for (const { what, frame, code } of badFrames) {
      socket.send(frame);
      const codes = () => socket.errors.map((error) => error.code);
      await expect.poll(codes, { message: what }).toEqual([code]);
      socket.errors.length = 0;
    }
    expect(await rowCounts(stack.postgres)).toEqual(before);
    expect(other).toMatchObject({ messages: [], errors: [] });
    // Typing is not stored, and shows that both still hear.
    socket.send({ type: 'typing' });
    await expect.poll(() => other.events.filter(({ event }) => event === 'typing')).toHaveLength(1);
  }
});

test('sockets: a refusal names the message that it is about', async () => {
  const socket = await ChatSocket.open(gateway, chatId, ana.access);
  socket.say('', 'mine-1');
  socket.send({ type: 'chat_message', message: 7, client_id: 'mine-2' });
  socket.send({ type: 'nothing', client_id: 'mine-3' });
  await expect
    .poll(() => socket.errors.map(({ code, client_id }) => [code, client_id]).toSorted())
    .toEqual([
      ['content_required', 'mine-1'],
      ['invalid_frame', 'mine-2'],
      ['unknown_frame', 'mine-3'],
    ]);
});

test('what is not known is passed over: more fields, more parameters', async () => {
  const socket = await ChatSocket.open(gateway, chatId, ana.access);
  socket.send({ message: 'by socket', colour: 'blue', sender_id: ben.id, seq: 1_000 });
  const body = { content: 'by REST', colour: 'blue', sender: ben.id, seq: 1_000, id: ben.id };
  const answer = await rest(api, 'POST', `/api/chats/${chatId}/messages/?page=x`, { token: ana.access, body });
  expect(answer).toMatchObject({ status: 201, body: { content: 'by REST', sender: { id: ana.id } } });
  await expect.poll(() => socket.contents.toSorted()).toEqual(['by REST', 'by socket']);
  expect(socket.messages.map(({ sender, seq }) => [sender.id, seq])).toEqual([
    [ana.id, 2],
    [ana.id, 3],
  ]);
});

test('what PostgreSQL cannot hold in a text is replaced, over both doors, for everybody alike', async () => {
  const sockets = await Promise.all([ana, ben].map(({ access }) => ChatSocket.open(gateway, chatId, access)));
  const texts = ['nul \0', 'half \ud800 a pair'];
  const held = ['nul \ufffd', 'half \ufffd a pair'];
  for (const [i, text] of texts.entries()) expect((await post(api, ana, chatId, text)).message.content).toBe(held[i]);
  for (const text of texts) sockets[0]!.say(text);
  for (const socket of sockets) await expect.poll(() => socket.contents).toEqual([...held, ...held]);
  expect((await storedMessages(stack.postgres, chatId)).map(({ content }) => content)).toEqual([...held, ...held]);
});

test('a frame above the limit ends the socket with 1009, one at the limit does not', async () => {
  const frame = (size: number) => `{"type":"typing","x":"${'x'.repeat(size - 24)}"}`;
  const socket = await ChatSocket.open(api, chatId, ana.access);
  const other = await ChatSocket.open(gateway, chatId, ben.access);
  socket.send(frame(FRAME_LIMIT));
  await expect.poll(() => other.events.filter(({ event }) => event === 'typing')).toHaveLength(1);
  // The code must not be overtaken by the end of the line, and that is a matter of moments.
  const sockets = await Promise.all(Array.from({ length: 20 }, () => ChatSocket.open(gateway, chatId, ana.access)));
  for (const each of [socket, ...sockets]) each.send(frame(FRAME_LIMIT + 1));
  for (const each of [socket, ...sockets]) expect(await each.closed()).toBe(1009);
  expect(other.isOpen).toBe(true);
});

test('other paths under /ws/ are no sockets', async () => {
  for (const server of [api, gateway]) {
    for (const path of ['nothing/', 'chat/', `chat/${chatId}/more/`, '%zz']) {
      const url = `${server.url.replace('http', 'ws')}/ws/${path}?token=${ana.access}`;
      await expect(once(new WebSocket(url), 'open'), path).rejects.toThrow(/Unexpected server response: 40[04]/);
    }
  }
});
