import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { ChatLoad } from '../src/load/chat-load.js';
import { percentile } from '../src/measure/latencies.js';
import { failureOf } from './support/failure-of.js';
import { startSocketServer } from './support/socket-server.js';

interface Delivery {
  frame: string;
  /** How many sends the server had received, this one counted. */
  send: number;
  /** How many had connected before this one. */
  socket: number;
}

/** A chat server of one room without storage. What it does with each delivery is up to the test. */
function startRoom(deliver: (to: WebSocket, delivery: Delivery) => void): Promise<string> {
  let send = 0;
  return startSocketServer((sender, all) => {
    sender.on('message', (data: Buffer) => {
      send += 1;
      const frame = JSON.stringify({ type: 'chat_message', message: { content: contentOf(data) } });
      [...all].forEach((to, socket) => deliver(to, { frame, send, socket }));
    });
  });
}

function contentOf(data: Buffer): unknown {
  const frame: unknown = JSON.parse(data.toString());
  return typeof frame === 'object' && frame && 'message' in frame ? frame.message : undefined;
}

/** Three people in one chat, the first two of whom send. */
async function loadOn(url: string): Promise<ChatLoad> {
  const seat = { url, chat: 4, members: 3, senders: 2 };
  const seats = [{ ...seat, sender: 0 }, { ...seat, sender: 1 }, seat];
  return ChatLoad.open({ kind: 'chat', protocol: 'v1', inflight: 2, seats });
}

/** Lets a load run until it has come to 200 sends, and all of these have arrived but for `missing`. */
async function runToEnd(load: ChatLoad, missing = 0): Promise<void> {
  load.start();
  await expect.poll(() => load.report().sends).toBeGreaterThan(200);
  load.halt();
  await expect.poll(() => load.report().expected - load.report().deliveries).toBe(missing);
}

test('each send is expected at everybody and delivered there once', async () => {
  const url = await startRoom((to, { frame }) => to.send(frame));
  const load = await loadOn(url);
  await runToEnd(load);
  const { sends, expected, deliveries, repeated, latencies } = load.report();
  expect({ expected, deliveries, repeated }).toEqual({ expected: sends * 3, deliveries: sends * 3, repeated: 0 });
  expect(percentile(latencies, 0.5)).toBeGreaterThan(0);
  expect(latencies.reduce((sum, count) => sum + count, 0)).toBe(deliveries);
});

test('one delivery that is missing is missed', async () => {
  const url = await startRoom((to, { frame, send, socket }) => {
    if (send !== 150 || socket !== 2) to.send(frame);
  });
  const load = await loadOn(url);
  await runToEnd(load, 1);
  expect(load.report().repeated).toBe(0);
});

test('one delivery that comes again is noticed, and starts no other send', async () => {
  const url = await startRoom((to, { frame, send, socket }) => {
    to.send(frame);
    if (send === 150 && socket === 0) to.send(frame);
  });
  const load = await loadOn(url);
  await runToEnd(load);
  const { sends, deliveries, repeated } = load.report();
  expect({ deliveries, repeated }).toEqual({ deliveries: sends * 3, repeated: 1 });
});

test.each([
  [
    'a refused send',
    (to: WebSocket) => to.send('{"type":"error","code":"unavailable"}'),
    'A send was refused: {"type":"error"',
  ],
  [
    'a closed socket',
    (to: WebSocket) => to.close(4408, 'You read too slowly.'),
    'A socket was closed (4408). You read too slowly.',
  ],
  [
    'a message of another chat',
    (to: WebSocket, { frame }: Delivery) => to.send(frame.replace('bench:4', 'bench:5')),
    'Chat 4 received what was sent to chat 5.',
  ],
])('%s ends it', async (_, deliver, reason) => {
  const load = await loadOn(await startRoom(deliver));
  load.start();
  await expect.poll(() => failureOf(load)).toContain(reason);
});
