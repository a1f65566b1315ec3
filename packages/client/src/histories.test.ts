import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ben, goOnline, pass, signIn } from '../test/support/a-client.js';
import type { ModelChat } from '../test/support/model-chat.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function fill(chat: ModelChat, count: number): void {
  for (let i = 0; i < count; i++) chat.send(ben, `${chat.id} ${String(i)}`, String(i));
}

test('a chat is loaded from its end, page by page, to its beginning', async () => {
  const { server, room, chat } = await goOnline();
  server.change(chat, () => fill(chat, 120));
  await pass();
  for (const [count, hasOlder] of [
    [50, true],
    [100, true],
    [120, false],
    [120, false],
  ]) {
    await room.loadOlder();
    expect(room.messages).toHaveLength(Number(count));
    expect(room.state?.history.has_older).toBe(hasOlder);
  }
  expect(room.messages.map(({ content }) => content)).toEqual(chat.messages.map(({ content }) => content));
});

test('who asks twice asks once', async () => {
  const { server, room } = await goOnline();
  await Promise.all([room.loadOlder(), room.loadOlder()]);
  expect(server.asked.filter(({ path }) => path.endsWith('/messages/'))).toHaveLength(1);
});

test('a page that comes after its history was lost is not taken, but read again', async () => {
  const { server, room, chat } = await goOnline();
  server.restDelay = 300;
  const loaded = room.loadOlder().then(() => room.messages.map(({ content }) => content));
  await pass(10);
  fill(chat, 3);
  server.tell({ type: 'reset', chat_id: chat.id, last_seq: chat.lastSeq });
  await pass(1_000);
  expect(await loaded).toEqual(['0', '1', '2']);
});

test('what could not be read anew is read as soon as somebody answers', async () => {
  const { server, room, chat } = await goOnline();
  await room.loadOlder();
  server.answer = () => Response.json({ code: 'unavailable', detail: '' }, { status: 503 });
  fill(chat, 3);
  server.tell({ type: 'reset', chat_id: chat.id, last_seq: chat.lastSeq });
  const asked = server.asked.length;
  for (let i = 0; i < 50; i++) {
    server.tell({
      type: 'event',
      event: 'presence',
      data: { user_id: 'ben', username: 'ben', online: i % 2 === 0, last_seen_at: null },
    });
    await pass(100);
  }
  expect(server.asked.length - asked).toBeLessThanOrEqual(6);
  expect(room.messages).toEqual([]);
  server.answer = undefined;
  await pass(2_000);
  expect(room.messages).toHaveLength(3);
});

test('who asks hears why it failed', async () => {
  const { server, room } = await goOnline();
  server.answer = () => Response.json({ code: 'unavailable', detail: 'Try again.' }, { status: 503 });
  await expect(room.loadOlder()).rejects.toMatchObject({ code: 'unavailable', detail: 'Try again.' });
  server.answer = undefined;
  await room.loadOlder();
  expect(room.state?.history.loaded).toBe(true);
});

test('a chat that was not listed is there when something happens in it, and nothing of that is left out', async () => {
  const { client, server, chat, room } = await signIn();
  chat.setActive(false);
  await Promise.all([client.connect(), pass()]);
  server.restDelay = 300;
  const told: string[] = [];
  client.on('chat_updated', ({ seq }) => told.push(`updated ${String(seq)}`));
  client.on('message', ({ seq }) => told.push(`message ${String(seq)}`));
  server.change(chat, () => chat.setActive(true));
  server.change(chat, () => chat.send(ben, 'a', 'hi'));
  await pass(10);
  expect(room.state).toBeUndefined();
  await pass(500);
  expect(told).toEqual(['updated 3', 'message 4']);
  expect(room.state).toMatchObject({ active: true, unread_count: 1, seq: 4 });
});
