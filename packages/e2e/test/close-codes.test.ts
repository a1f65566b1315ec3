import { startStack, type Stack } from '@besage/stack';
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { ChatSocket } from './support/chat-socket.js';
import { gather, logIn, logOut, post, register, rest } from './support/person.js';

const KEY = 'the key that signs the tokens of this test';
/** Frames a second; the first five seconds' worth may come at once. */
const FRAME_RATE = 5;
const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

let stack: Stack;
let api: Address;
let gateways: Address[];
beforeAll(async () => {
  stack = await startStack({ realtimes: 2, env: { SECRET_KEY: KEY, FRAME_RATE: String(FRAME_RATE) } });
  api = stack.apis[0]!;
  gateways = stack.gateways;
});
afterAll(() => stack.stop());

const opened: ChatSocket[] = [];
async function open(...parameters: Parameters<typeof ChatSocket.open>): Promise<ChatSocket> {
  const socket = await ChatSocket.open(...parameters);
  opened.push(socket);
  return socket;
}
afterEach(() => {
  for (const socket of opened.splice(0)) socket.leave();
});

/** The token with other claims, signed like ours, or with another key. */
function signedAnew(token: string, claims: object, key = KEY): string {
  const [header, payload] = token.split('.');
  const before = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
  const unsigned = `${header!}.${Buffer.from(JSON.stringify({ ...before, ...claims })).toString('base64url')}`;
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}

/** A time of a token: seconds since 1970. */
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

test('4401: without a token that is valid, over either door', async () => {
  const { chatId, people } = await gather(api, 2);
  const { access, refresh } = people[0]!;
  const ended = await logIn(api, people[0]!);
  await logOut(api, ended);
  const [, payload] = access.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload!}.`;
  const tokens = {
    none: undefined,
    empty: '',
    'no token at all': 'nonsense',
    'a refresh token': refresh,
    'run out': signedAnew(access, { exp: inSeconds(-1) }),
    'signed with another key': signedAnew(access, {}, 'another key'),
    'signed with none': unsigned,
    'of an ended session': ended.access,
  };
  expect(signedAnew(access, {})).toHaveLength(access.length);
  for (const server of [api, gateways[0]!]) {
    for (const [what, token] of Object.entries(tokens)) {
      const socket = await open(server, chatId, token);
      expect([what, await socket.closed()]).toEqual([what, 4401]);
    }
  }
});

test('4403: not a participant; 4404: no such chat, over either door', async () => {
  const { chatId } = await gather(api, 2);
  const stranger = await register(api, 'stranger');
  for (const server of [api, gateways[0]!]) {
    expect(await (await open(server, chatId, stranger.access)).closed()).toBe(4403);
    for (const id of [NOBODY, chatId.toUpperCase(), 'nowhere', '__proto__', '%00']) {
      expect(await (await open(server, id, stranger.access)).closed()).toBe(4404);
    }
  }
});

test('4401: the token runs out while the socket is open', async () => {
  const { chatId, people } = await gather(api, 2);
  const { access } = people[0]!;
  const long = await open(gateways[0]!, chatId, access);
  const exp = inSeconds(3);
  const short = await open(gateways[0]!, chatId, signedAnew(access, { exp }));
  short.say('still here');
  await expect.poll(() => long.contents).toEqual(['still here']);
  expect(await short.closed()).toBe(4401);
  expect(Date.now()).toBeGreaterThanOrEqual(exp * 1_000);
  expect(long.isOpen).toBe(true);
});

test('4401: logging out closes all sockets of the session, on every gateway, and no other', async () => {
  const { chatId, people } = await gather(api, 2);
  const phone = people[0]!;
  const laptop = await logIn(api, phone);
  const sockets = async (token: string) => Promise.all([api, ...gateways].map((server) => open(server, chatId, token)));
  const [onPhone, onLaptop] = [await sockets(phone.access), await sockets(laptop.access)];

  expect(await logOut(api, phone)).toMatchObject({ status: 200 });
  for (const socket of onPhone) expect(await socket.closed()).toBe(4401);
  expect(await rest(api, 'GET', '/api/chats/', { token: phone.access })).toMatchObject({
    status: 401,
    body: { code: 'not_authenticated' },
  });
  onLaptop[0]!.say('still here');
  for (const socket of onLaptop) await expect.poll(() => socket.contents).toEqual(['still here']);
});

test('4401: a refresh token used twice ends its session, and closes its sockets', async () => {
  const { chatId, people } = await gather(api, 2);
  const { access, refresh } = people[0]!;
  const sockets = await Promise.all(gateways.map((server) => open(server, chatId, access)));
  const use = () => rest(api, 'POST', '/api/auth/token/refresh/', { body: { refresh } });
  expect(await use()).toMatchObject({ status: 200 });
  expect(await use()).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } });
  for (const socket of sockets) expect(await socket.closed()).toBe(4401);
});

test('too many frames are refused by name; 4429: who does not stop is put out', async () => {
  const { chatId, people } = await gather(api, 2);
  const socket = await open(gateways[0]!, chatId, people[0]!.access);
  const other = await open(gateways[0]!, chatId, people[1]!.access);
  const ids = Array.from({ length: 10 * FRAME_RATE }, (_, i) => String(i));
  for (const id of ids) socket.say(id, id);
  await expect.poll(() => socket.messages.length + socket.errors.length).toBe(ids.length);
  expect(socket.messages.length).toBeGreaterThanOrEqual(5 * FRAME_RATE);
  expect(new Set(socket.errors.map(({ code }) => code))).toEqual(new Set(['rate_limited']));
  const refused = socket.errors.map((error) => error.client_id);
  expect([...socket.contents, ...refused].toSorted()).toEqual(ids.toSorted());
  expect(socket.isOpen).toBe(true);

  const flood = () => {
    for (let i = 0; i < 200; i++) if (socket.isOpen) socket.send({ type: 'typing' });
    return socket.closeCode;
  };
  await expect.poll(flood).toBe(4429);
  expect(other.contents).toEqual(socket.contents);
  expect(other.isOpen).toBe(true);
});

test('4408: who reads too slowly is put out, and who reads not at all is cut; others notice nothing', async () => {
  const { chatId, people } = await gather(api, 2);
  const [ana, ben] = [people[0]!, people[1]!];
  const [gateway] = gateways;
  const openSockets = async () => (await rest(gateway!, 'GET', '/health/')).body;
  await expect.poll(openSockets).toMatchObject({ sockets: 0 });
  const [reader, slow, stuck] = [
    await open(gateway!, chatId, ben.access),
    await open(gateway!, chatId, ana.access),
    await open(gateway!, chatId, ana.access),
  ];
  slow.webSocket.pause();
  stuck.webSocket.pause();

  // 30 kB each, 15 MB together: more than the kernel's buffers and ours.
  const content = '\u4e00'.repeat(10_000);
  for (let sent = 0; sent < 500; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, () => post(api, ana, chatId, content)));
  }
  await expect.poll(() => reader.messages.length).toBe(500);
  slow.webSocket.resume();
  expect(await slow.closed()).toBe(4408);
  expect(slow.messages.length).toBeLessThan(500);
  expect(slow.seqs).toEqual(reader.seqs.slice(0, slow.seqs.length));
  await expect.poll(openSockets).toMatchObject({ sockets: 1 });
  expect(reader.isOpen).toBe(true);
});
