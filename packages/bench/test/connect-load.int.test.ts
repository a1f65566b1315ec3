import { expect, test } from 'vitest';
import { ConnectLoad } from '../src/load/connect-load.js';
import { failureOf } from './support/failure-of.js';
import { startSocketServer } from './support/socket-server.js';

const doorsTo = (url: string, hello?: string) => Array.from({ length: 20 }, () => ({ url, ...(hello && { hello }) }));

test('a v1 socket is let in when it is open; so many are opened at once', async () => {
  const url = await startSocketServer(() => undefined);
  const load = new ConnectLoad({ kind: 'connect', doors: doorsTo(url), atOnce: 4 });
  expect(load.report()).toMatchObject({ deliveries: 0, expected: 20 });
  load.start();
  await expect.poll(() => load.report().deliveries).toBe(20);
  expect(load.report().latencies.reduce((sum, count) => sum + count, 0)).toBe(20);
});

test('a v2 socket is let in when it is told so, and says before who comes', async () => {
  const said: string[] = [];
  const url = await startSocketServer((socket, all) => {
    socket.on('message', (data: Buffer) => {
      said.push(data.toString());
      socket.send('{"type":"event"}');
      // The last one is never let in.
      if (said.length < 20) socket.send('{"type":"connected","chats":[]}');
      else for (const other of all) other.send('{"type":"event"}');
    });
  });
  const load = new ConnectLoad({ kind: 'connect', doors: doorsTo(url, 'me'), atOnce: 4 });
  load.start();
  await expect.poll(() => load.report().frames).toBe(20 + 19 + 20);
  expect(load.report().deliveries).toBe(19);
  expect(said).toEqual(Array.from({ length: 20 }, () => 'me'));
});

test('a socket that is shown out ends it', async () => {
  const url = await startSocketServer((socket) => socket.close(4403, 'You are not in this chat.'));
  const load = new ConnectLoad({ kind: 'connect', doors: doorsTo(url), atOnce: 4 });
  load.start();
  await expect.poll(() => failureOf(load)).toContain('A socket was closed (4403). You are not in this chat.');
});
