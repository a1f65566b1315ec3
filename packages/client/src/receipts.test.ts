import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ben, goOnline, pass } from '../test/support/a-client.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Somebody says things, which all arrive before anything of ours gets through. */
async function hearMany() {
  const all = await goOnline();
  const { server, chat } = all;
  server.flows = false;
  for (let i = 0; i < 50; i++) server.change(chat, () => chat.send(ben, String(i), 'hi'));
  server.socket?.deliver();
  return all;
}

test('what arrives is said to have arrived: two receipts for fifty messages', async () => {
  const { server } = await hearMany();
  server.flows = true;
  server.socket?.serve();
  await pass(10);
  expect(server.said('receipt.delivered').map(({ seq }) => seq)).toEqual([2, 51]);
});

test('what is read is read here at once, and said with the furthest only', async () => {
  const { server, room } = await hearMany();
  expect(room.state?.unread_count).toBe(50);
  for (let i = 0; i < 10; i++) room.markRead();
  expect(room.state?.unread_count).toBe(0);
  server.flows = true;
  server.socket?.serve();
  await pass(10);
  expect(server.said('receipt.read').map(({ seq }) => seq)).toEqual([51]);
});

test('what the server did not hear is said again on the next line, and stays read meanwhile', async () => {
  const { server, room, chat } = await hearMany();
  room.markRead();
  server.socket?.end(1006);
  server.flows = true;
  await pass(2_000);
  expect(server.said('receipt.read').map(({ seq }) => seq)).toEqual([51]);
  expect(room.state?.unread_count).toBe(0);
  expect(chat.asSeenBy('me').unread_count).toBe(0);
});

test('nothing new is nothing said', async () => {
  const { server, room, chat } = await goOnline();
  room.markRead();
  room.send('mine');
  await pass();
  server.change(chat, () => chat.rename('kitchen'));
  await pass();
  expect(server.said('receipt.delivered')).toEqual([]);
  expect(server.said('receipt.read')).toEqual([]);
});

test('read in part on another device: where not all of it is loaded, the server is asked what is left', async () => {
  const { server, room, chat } = await hearMany();
  server.flows = true;
  server.socket?.serve();
  await pass(10);
  server.receipt(chat, 'me', 21, 21);
  await pass(10);
  expect(room.state).toMatchObject({ unread_count: 30, stale: false });
  expect(server.asked.filter(({ path }) => path === `/api/chats/${chat.id}/`)).toHaveLength(1);
});

test('what is said while the server is asked is not forgotten', async () => {
  const { server, room, chat } = await hearMany();
  server.flows = true;
  server.socket?.serve();
  await pass(10);
  server.restDelay = 300;
  server.receipt(chat, 'me', 21, 21);
  await pass(10);
  server.change(chat, () => chat.send(ben, 'late', 'too late for the answer'));
  await pass(500);
  expect(room.state).toMatchObject({ unread_count: 31, last_message: { content: 'too late for the answer' } });
});
