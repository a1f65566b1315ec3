import { afterAll, expect, test } from 'vitest';
import { showOutAll } from '../src/sockets/show-out-all.js';
import type { TestPerson } from './support/test-person.js';
import { TestSocket } from './support/test-socket.js';
import { startTestSystem } from './support/test-system.js';

const system = await startTestSystem();
afterAll(() => system.close());

const [ana, ben] = (await system.people(2)) as [TestPerson, TestPerson];
const chat = await ana.createChat([ben], 'Room');

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
