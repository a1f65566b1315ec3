import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ben, cleo, goOnline, pass } from '../test/support/a-client.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('keystrokes are said now and then, and at once for the next message', async () => {
  const { server, room } = await goOnline();
  for (let i = 0; i < 40; i++) {
    room.typing();
    await pass(100);
  }
  expect(server.said('typing')).toHaveLength(3);
  room.send('done');
  room.typing();
  await pass();
  expect(server.said('typing')).toHaveLength(4);
});

test('who types is shown until they send, or say nothing for a while', async () => {
  const { server, room, chat } = await goOnline();
  for (const { id, username } of [ben, cleo]) {
    server.tell({ type: 'event', event: 'typing', chat_id: chat.id, data: { user_id: id, username } });
  }
  await pass();
  expect(room.state?.typing).toEqual({ ben: 'ben', cleo: 'cleo' });
  server.change(chat, () => chat.send(ben, 'a', 'hi'));
  await pass(4_900);
  expect(room.state?.typing).toEqual({ cleo: 'cleo' });
  await pass(200);
  expect(room.state?.typing).toEqual({});
});

test('on a lost line nobody types', async () => {
  const { server, room, chat } = await goOnline();
  server.tell({ type: 'event', event: 'typing', chat_id: chat.id, data: { user_id: 'ben', username: 'ben' } });
  await pass();
  server.socket?.end(1006);
  await pass(0);
  expect(room.state?.typing).toEqual({});
});
