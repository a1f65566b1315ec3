import { closeCodes } from '@besage/contracts';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { v2 } from '../protocols/v2.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { PersonAllowance } from './person-allowance.js';
import { textFrame } from './text-frame.js';

const person = { userId: 'a', username: 'ana', sessionId: 's', expiresAt: new Date(8_640_000_000_000_000) };

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An open connection, the socket under it, and what its client hears. */
async function connect({ autoPong = true } = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  const accepted = new Promise<{ connection: Connection; socket: Socket }>((resolve) => {
    server.on('connection', (webSocket: ConnectionOptions['webSocket'], { socket }) => {
      const options = { webSocket, socket, person, protocol: v2 };
      resolve({ connection: new Connection(options, new PersonAllowance(0)), socket });
    });
  });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`, { autoPong });
  const texts: string[] = [];
  client.on('message', (data: Buffer) => texts.push(data.toString()));
  const closed = once(client, 'close');
  return { ...(await accepted), client, texts, closed };
}

test('what is written in one turn leaves in one write, in order, and the goodbye behind it', async () => {
  const { connection, socket, texts, closed } = await connect();
  const [one, many] = [vi.spyOn(socket, '_write'), vi.spyOn(socket, '_writev')];

  for (const text of ['1', '2', '3']) connection.write(textFrame(text));
  connection.close(closeCodes.goingDown, 'bye');
  await closed;

  expect(texts).toEqual(['1', '2', '3']);
  expect(one.mock.calls.length + many.mock.calls.length).toBe(1);
});

test('what was kept back leaves with the first frame, before it', async () => {
  const { connection, texts, closed } = await connect();

  connection.hold();
  connection.write(textFrame('2'));
  connection.release(textFrame('1'));
  connection.write(textFrame('3'));
  connection.close(closeCodes.goingDown, 'bye');
  await closed;

  expect(texts).toEqual(['1', '2', '3']);
});

test('a turn that brings more than a slow reader may leave unread does not make a fast one slow', async () => {
  const { connection, texts, closed } = await connect();
  const frame = textFrame('x'.repeat(10_000));

  for (let count = 0; count < 120; count += 1) connection.write(frame);
  connection.close(closeCodes.goingDown, 'bye');

  expect((await closed)[0]).toBe(closeCodes.goingDown);
  expect(texts).toHaveLength(120);
});

test('who answers each heartbeat stays; who only talks, and may never read, is cut', async () => {
  const { connection, client, closed } = await connect({ autoPong: false });
  /** What the other end has sent has come when this is answered. */
  const settled = async () => {
    client.ping();
    await once(client, 'pong');
  };
  connection.checkHeartbeat();
  const [question] = (await once(client, 'ping')) as [Buffer];
  client.pong(question);
  await settled();
  connection.checkHeartbeat();
  await once(client, 'ping');
  expect(connection.isOpen).toBe(true);

  client.pong();
  client.pong(question);
  client.send('still here');
  await settled();
  connection.checkHeartbeat();
  expect((await closed)[0]).toBe(1006);
});
