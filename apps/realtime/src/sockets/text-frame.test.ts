import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './text-frame.js';

/** Writes bytes to the socket under an open WebSocket, and says what texts a client reads from them. */
async function asRead(bytes: Buffer): Promise<string[]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (webSocket, request) => {
    request.socket.write(bytes);
    webSocket.close();
  });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const texts: string[] = [];
  client.on('message', (data: Buffer) => texts.push(data.toString()));
  await once(client, 'close');
  server.close();
  return texts;
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 100_000])('a text of %i bytes is read as it was', async (length) => {
  const text = 'x'.repeat(length);
  expect(await asRead(textFrame(text))).toEqual([text]);
});

test('frames behind each other in one write are read one by one, in any script', async () => {
  const texts = ['{"a":1}', 'ñandú 🐦', '', '日本語'];
  expect(await asRead(Buffer.concat(texts.map(textFrame)))).toEqual(texts);
});
