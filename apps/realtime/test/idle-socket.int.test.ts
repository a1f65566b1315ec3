import { IncomingMessage } from 'node:http';
import { queryObjects } from 'node:v8';
import { afterAll, expect, test } from 'vitest';
import { TestSocket } from './support/test-socket.js';
import { startTestSystem } from './support/test-system.js';

const system = await startTestSystem();
const gateway = await system.startGateway({ ADDRESS_SOCKET_MAX: '100' });
afterAll(() => system.close());

/** Requests that are held in memory, by a response too, after all else was thrown away. */
const held = () => Number(queryObjects(IncomingMessage));

test('an open socket keeps nothing of the request that opened it', async () => {
  const [ana, ben] = await system.people(2);
  const chat = await ana!.createChat([ben!], 'Room');
  const token = ana!.access;
  const before = held();
  // What other tests left behind in this process may go meanwhile.
  const more = () => Math.max(0, held() - before);
  const sockets = [];
  for (const path of [`/ws/chat/${chat}/`, `/expo/ws/chat/${chat}/`, '/expo/ws/chat//', '/ws/user/', '/ws/']) {
    sockets.push(await TestSocket.open(`${gateway.url}${path}?token=${token}`));
  }
  await expect.poll(more, { interval: 500 }).toBe(0);
  for (const socket of sockets) await socket.close();
});
