import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { earlyInMinute } from '@besage/stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { showOutAll } from '../src/sockets/show-out-all.js';
import type { TestPerson } from './support/test-person.js';
import { TestSocket } from './support/test-socket.js';
import { startTestSystem, type TestGateway, type TestSystem } from './support/test-system.js';

let system: TestSystem;
/** Behind a proxy, which the tests are. */
const limits = {
  TRUST_PROXY: 'loopback',
  ADDRESS_CONNECT_RATE: '20',
  ADDRESS_SOCKET_MAX: '3',
  CONNECT_RATE: '4',
  SOCKET_MAX: '2',
  SEND_RATE: '4',
  CHAT_SEND_RATE: '3',
};
let gateway: TestGateway;
let ana: TestPerson;
let ben: TestPerson;
let chat: string;
beforeAll(async () => {
  system = await startTestSystem();
  gateway = await system.startGateway(limits);
});
afterAll(() => system.close());
beforeEach(() => earlyInMinute());

/** People of their own in a chat: what was counted before is not theirs. */
beforeEach(async () => {
  [ana, ben] = (await system.people(2)) as [TestPerson, TestPerson];
  chat = await ana.createChat([ben], 'Room');
});

let addresses = 0;
const anAddress = () => `203.0.113.${String((addresses += 1))}`;

/** A socket that comes over the proxy. Gives the close code it gets, or the status where the handshake is refused. */
async function open(path: string, address = anAddress(), { url } = gateway) {
  const socket = new WebSocket(url + path, { headers: { 'x-forwarded-for': address } });
  const ended = new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open'), ended]);
  return { socket, ended, close: () => (socket.close(), ended) };
}

const codeOf = async ({ ended }: { ended: Promise<number> }) => ended;
const asAna = () => `/ws/chat/${chat}/?token=${ana.access}`;

test('of one address so many sockets are open at once; twice as many that will not leave find the door closed', async () => {
  const address = anAddress();
  const first = await Promise.all([1, 2, 3].map(() => shakeHands(address)));
  const others = await Promise.all([1, 2].map(() => shakeHands(address)));

  expect([...first, ...others].map(({ status }) => status)).toEqual([101, 101, 101, 101, 101]);
  expect(await codeOf(await open('/ws/', address))).toBe(4429);
  const deaf = await shakeHands(address);
  expect(await shakeHands(address)).toMatchObject({ status: 429 });
  expect((await open('/ws/')).socket.readyState).toBe(WebSocket.OPEN);

  for (const { socket } of [...first, ...others, deaf]) socket.destroy();
  await expect.poll(async () => (await shakeHands(address)).status).toBe(101);
});

test('nothing is kept of handshakes that come to nothing', async () => {
  const path = asAna();
  const address = anAddress();
  const headers = { 'x-forwarded-for': address };
  // They ask for no socket at all, over one line; more of them than sockets may be open.
  for (let i = 0; i < 7; i++) {
    expect((await fetch(gateway.url.replace(/^ws/, 'http') + path, { headers })).status).toBe(404);
  }
  // It asks for one by a key that is none, or by a method that opens none.
  expect((await shakeHands(address, path, { key: 'none' })).status).toBe(400);
  const head = await shakeHands(address, path, { method: 'HEAD' });
  expect(head.status).toBe(404);
  await once(head.socket, 'close');

  await expect.poll(() => gateway.ctx.hub.room(chat)).toBeUndefined();
  expect((await shakeHands(address)).status).toBe(101);
});

/** Opens a socket and says nothing more, not even goodbye. */
async function shakeHands(
  address: string,
  path = '/ws/',
  { method = 'GET', key = 'dGhlIHNhbXBsZSBub25jZQ==' } = {},
): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const headers = [
    `${method} ${path} HTTP/1.1`,
    'Host: here',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    `X-Forwarded-For: ${address}`,
  ];
  socket.write(`${headers.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return { status: Number(answer.toString().split(' ')[1]), socket };
}

test('of one address so many sockets are opened a minute, also if they are gone at once', async () => {
  const address = anAddress();
  const codes: number[] = [];
  for (let i = 0; i < 21; i++) codes.push(await codeOf(await open('/ws/user/?token=nobody', address)));

  expect(codes).toEqual([...Array<number>(20).fill(4401), 4429]);
});

test('of one person so many sockets are open at once, of any kind, from anywhere', async () => {
  const one = await open(asAna());
  const two = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
  two.send({ type: 'connect', token: ana.access });
  await two.heard({ type: 'connected' });

  expect(await codeOf(await open(`/ws/user/?token=${ana.access}`))).toBe(4429);
  const bens = await open(`/ws/user/?token=${ben.access}`);
  expect(bens.socket.readyState).toBe(WebSocket.OPEN);
  await one.close();
  await expect.poll(() => gateway.ctx.limits.open.ofPerson.countOf(ana.id)).toBe(1);
  expect((await open(`/ws/user/?token=${ana.access}`)).socket.readyState).toBe(WebSocket.OPEN);
});

test('sockets that are open on other gateways count, of a person and of an address', async () => {
  const other = await system.startGateway(limits);
  const address = anAddress();
  const twice = [gateway, other].flatMap((each) => [each, each]);
  const ofPerson = await Promise.all(twice.map((each) => open(asAna(), anAddress(), each)));
  const ofAddress = await Promise.all(twice.map((each) => open('/ws/', address, each)));

  await expect.poll(() => openOf(ofPerson)).toBe(2);
  await expect.poll(() => openOf(ofAddress)).toBe(3);
  expect(await codesOf([...ofPerson, ...ofAddress])).toEqual([4429, 4429, 4429]);
});

type Opened = Awaited<ReturnType<typeof open>>;
const isOpen = ({ socket }: Opened) => socket.readyState === WebSocket.OPEN;
const openOf = (sockets: Opened[]) => sockets.filter(isOpen).length;
const codesOf = (sockets: Opened[]) => Promise.all(sockets.filter((each) => !isOpen(each)).map(codeOf));

test('of those who come together no more stay than may be open', async () => {
  const sockets = await Promise.all([1, 2, 3, 4].map(() => open(asAna())));

  await expect.poll(() => openOf(sockets)).toBe(2);
  expect(await codesOf(sockets)).toEqual([4429, 4429]);
});

test('of one person so many sockets are opened a minute', async () => {
  for (let i = 0; i < 4; i++) {
    expect(await (await open(asAna())).close()).toBe(1005);
    await expect.poll(() => gateway.ctx.limits.open.ofPerson.countOf(ana.id)).toBe(0);
  }
  expect(await codeOf(await open(asAna()))).toBe(4429);
});

test('who has a token of a session that has ended does not keep its owner out', async () => {
  const session = await system.db.session.findUniqueOrThrow({ where: { id: ana.sessionId } });
  const { id } = await system.db.session.create({ data: { ...session, id: randomUUID(), endedAt: new Date() } });
  const { id: userId, username } = ana;
  const token = system.tokens.signAccess({ userId, username, sessionId: id, isStaff: false });
  const codes = [];
  for (let i = 0; i < 5; i++) codes.push(await codeOf(await open(`/ws/user/?token=${token}`)));

  expect(codes).toEqual(Array<number>(5).fill(4401));
  expect((await open(asAna())).socket.readyState).toBe(WebSocket.OPEN);
  expect(gateway.ctx.hub.connectionsOf(userId)).toHaveProperty('size', 1);
});

test('who floods a socket with frames that nobody listens to is put out', async () => {
  const calm = await system.startGateway({ FRAME_RATE: '10' });
  const flood = async (path: string, say: (socket: WebSocket) => void) => {
    const socket = new WebSocket(calm.url + path);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await once(socket, 'open');
    for (let i = 0; i < 300; i++) say(socket);
    return closed;
  };
  const ping = (socket: WebSocket) => socket.ping();
  const pong = (socket: WebSocket) => socket.pong();

  // Where very many come at once, ws itself cuts the line.
  for (const path of ['/ws/user/', `/ws/chat/${chat}/`]) {
    expect([4429, 1006]).toContain(await flood(`${path}?token=${ana.access}`, ping));
    expect(await flood(`${path}?token=${ana.access}`, pong)).toBe(4429);
  }
  for (const path of ['/ws/user/', '/expo/ws/chat//']) {
    expect(await flood(`${path}?token=${ana.access}`, (socket) => socket.send('x'))).toBe(4429);
  }
});

test('who does not say who they are floods no socket either', async () => {
  const calm = await system.startGateway({ FRAME_RATE: '10' });
  const socket = new WebSocket(`${calm.url}/ws/`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  // As fast as they are answered: ws itself stops who does not wait for that.
  for (let i = 0; i < 300 && socket.readyState === WebSocket.OPEN; i++) {
    socket.ping();
    await Promise.race([once(socket, 'pong'), closed]);
  }

  expect((await closed)[0]).toBe(4429);
});

test('frames of all sockets of a person are counted together, and those of others apart', async () => {
  const calm = await system.startGateway({ FRAME_RATE: '1' });
  const [one, other, bens] = await Promise.all([ana, ana, ben].map((person) => person.connect(calm)));
  const ping = (socket?: TestSocket) => [1, 2, 3, 4, 5].forEach((id) => socket!.send({ type: 'ping', id }));
  ping(one);
  expect(await one!.heard({ id: 5 })).toMatchObject({ type: 'ack' });

  ping(other);
  expect(await other!.heard({ type: 'error' })).toMatchObject({ code: 'rate_limited' });
  await Promise.all([one, other].map((socket) => socket!.close()));
  await expect.poll(() => [...calm.ctx.hub.connectionsOf(ana.id)]).toEqual([]);
  const again = await ana.connect(calm);
  ping(again);
  expect(await again.heard({ type: 'error' })).toMatchObject({ code: 'rate_limited' });
  ping(bens);
  expect(await bens!.heard({ id: 5 })).toMatchObject({ type: 'ack' });
});

test('a message that comes in very many pieces is refused: each costs more memory than it brings', async () => {
  const inFragments = await open('/ws/');
  inFragments.socket.send('x', { fin: false });
  for (let i = 0; i < 1_030; i++) inFragments.socket.send('', { fin: false });
  expect(await inFragments.ended).toBe(1008);

  const { socket } = await shakeHands(anAddress());
  const answered = once(socket, 'data');
  // Of a frame of 64 KiB a byte at a time, each of them read alone.
  socket.setNoDelay().write(Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
  for (let i = 0; i < 1_030; i++) {
    socket.write('x');
    await nextTurn();
  }
  const [goodbye] = (await answered) as [Buffer];
  expect(goodbye.readUInt16BE(2)).toBe(1008);
  socket.destroy();
});

test('of what is said before a socket is connected not much is kept', async () => {
  const small = await system.startGateway({ FRAME_LIMIT: '1024' });
  const socket = await TestSocket.open(`${small.url}/ws/`, 'v2');
  socket.send({ type: 'connect', token: ana.access });
  for (let i = 0; i < 5; i++) socket.send({ type: 'ping', id: 'x'.repeat(900) });

  expect(await socket.closed()).toBe(4429);
});

test('sends of all sockets are counted together; who sends too many is told for how long to wait', async () => {
  const other = await ana.createChat([ben], 'other');
  const two = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
  two.send({ type: 'connect', token: ana.access });
  await two.heard({ type: 'connected' });
  const one = await ana.listen(gateway, chat);
  const send = (id: number, chat_id: string) =>
    two.send({ type: 'message.send', id, chat_id, client_id: `${chat_id}-${String(id)}`, content: 'hello' });

  one.send({ type: 'chat_message', message: 'hello', client_id: 'v1-1' });
  await one.heard({ type: 'chat_message', message: { client_id: 'v1-1' } });
  for (const id of [1, 2, 3]) send(id, chat);
  expect(await two.heard({ id: 2 })).toMatchObject({ type: 'ack' });
  const { retry_after: seconds, ...refusal } = await two.heard({ id: 3 });
  expect(refusal).toMatchObject({ type: 'error', code: 'rate_limited' });
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  one.send({ type: 'chat_message', message: 'hello', client_id: 'v1-2' });
  expect(await one.heard({ type: 'error' })).toMatchObject({ code: 'rate_limited', client_id: 'v1-2' });

  // In the other chat there was room, but of all that Ana may send nothing is left.
  send(4, other);
  expect(await two.heard({ id: 4 })).toMatchObject({ type: 'error', code: 'rate_limited' });
  two.send({ type: 'ping', id: 5 });
  expect(await two.heard({ id: 5 })).toMatchObject({ type: 'ack' });
});

test('who changes messages instead of sending them is counted just so', async () => {
  const own = await system.startGateway({ SEND_RATE: '4' });
  const socket = await TestSocket.open(`${own.url}/ws/`, 'v2');
  socket.send({ type: 'connect', token: ana.access });
  await socket.heard({ type: 'connected' });
  socket.send({ type: 'message.send', id: 0, chat_id: chat, client_id: `${chat}-0`, content: 'hello' });
  const { message } = (await socket.heard({ type: 'ack', id: 0 })) as { message: { id: string } };
  for (const id of [1, 2, 3, 4]) {
    socket.send({ type: 'message.edit', id, message_id: message.id, content: `hello ${String(id)}` });
  }

  expect(await socket.heard({ id: 3 })).toMatchObject({ type: 'ack' });
  expect(await socket.heard({ id: 4 })).toMatchObject({ type: 'error', code: 'rate_limited' });
});

test('a gateway that goes down shows everybody out, a few at a time, and takes nobody in', async () => {
  const gateway = await system.startGateway();
  const sockets = await Promise.all(Array.from({ length: 120 }, () => ana.connect(gateway)));
  const started = performance.now();

  const closing = showOutAll(gateway.ctx.hub, 200);
  expect(await (await fetch(`${gateway.url.replace('ws', 'http')}/health`)).json()).toMatchObject({
    status: 'closing',
  });
  for (const url of [`/ws/chat/${chat}/?token=${ana.access}`, `/ws/user/?token=${ana.access}`]) {
    expect(await (await TestSocket.open(gateway.url + url)).closed()).toBe(1012);
  }
  const late = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
  late.send({ type: 'connect', token: ana.access });
  expect(await late.closed()).toBe(1012);

  await closing;
  // Three groups, with a pause between them.
  expect(performance.now() - started).toBeGreaterThan(90);
  for (const socket of sockets) expect(await socket.closed()).toBe(1012);
});

test('a gateway says that it is not ready any more before it closes a socket', async () => {
  const gateway = await system.startGateway();
  const socket = await ana.connect(gateway);
  const ask = async (path: string) => {
    const answer = await fetch(gateway.url.replace('ws', 'http') + path);
    return [answer.status, await answer.json()] as const;
  };
  await expect.poll(() => ask('/health/ready/')).toEqual([200, { status: 'ready', missing: [] }]);

  await gateway.ctx.readiness.drain();
  expect(await ask('/health/ready')).toEqual([503, { status: 'draining', missing: [] }]);
  expect(await ask('/health/live')).toEqual([200, { status: 'live' }]);
  socket.send({ type: 'ping', id: 1 });
  expect(await socket.heard({ type: 'ack', id: 1 })).toBeDefined();
});

test('who has not said yet who they are is shown out, too', async () => {
  const gateway = await system.startGateway();
  const silent = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
  await gateway.close();

  expect(await silent.closed()).toBe(1012);
});

test('commands in hand are answered before the sockets’ streams are closed', async () => {
  const gateway = await system.startGateway();
  const socket = await ana.connect(gateway);
  for (let id = 0; id < 50; id += 1) {
    socket.send({ type: 'message.send', id, chat_id: chat, client_id: `last-${String(id)}`, content: String(id) });
  }
  await socket.heard({ type: 'ack', id: 0 });
  await showOutAll(gateway.ctx.hub, 0);
  await gateway.ctx.commands.settled();

  const acknowledged = socket.of('ack').map(({ message }) => (message as { client_id: string }).client_id);
  const stored = await system.db.message.findMany({ where: { chatId: chat }, select: { clientId: true } });
  expect(stored.map(({ clientId }) => clientId)).toEqual(expect.arrayContaining(acknowledged));
  const numbers = stored.map(({ clientId }) => clientId).toSorted();
  expect(new Set(numbers).size).toBe(numbers.length);
});
