import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ben, cleo, goOnline, me, pass } from '../../test/support/a-client.js';
import { reduce } from './reduce.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what an event does not concern stays the same object', async () => {
  const { client, server, chats, room } = await goOnline({}, ['kitchen']);
  await room.loadOlder();
  const [chat, kitchen] = [chats[0]!, client.chat(chats[1]!.id)];
  for (const id of ['a', 'b']) server.change(chat, () => chat.send(ben, id, 'hi'));
  await pass();
  const [before, other] = [room.messages, kitchen.state];

  server.receipt(chat, 'cleo', 3, 3);
  await pass();
  expect(room.messages).not.toBe(before);
  server.receipt(chat, 'cleo', 2, 2);
  const then = room.messages;
  server.change(chat, () => chat.react(chat.messages[1]!.id, cleo, 'like'));
  await pass();
  expect(room.messages[0]).toBe(then[0]);
  expect(room.messages[1]).not.toBe(then[1]);
  expect(kitchen.state).toBe(other);
  expect(kitchen.messages).toBe(kitchen.messages);
});

test('what changes nothing gives the same state', async () => {
  const { client, chat } = await goOnline();
  const state = client.getSnapshot();
  const again = chat.log[0]!.live;
  const data = { user_id: 'ben', delivered_seq: 0, read_seq: 0 };
  expect(reduce(state, again)).toBe(state);
  expect(reduce(state, { type: 'event', event: 'receipt', chat_id: chat.id, data })).toBe(state);
  expect(reduce(state, { ...again, event: 'chat.teleported', seq: 2 } as never).chats[0]).toMatchObject({ seq: 2 });
});

test('the chat in which something was said is the first', async () => {
  const { client, server, chats } = await goOnline({}, ['kitchen', 'garden']);
  const names = () => client.getSnapshot().chats.map(({ name }) => name);
  expect(names()).toEqual(['garden', 'kitchen', 'room']);
  server.change(chats[0]!, () => chats[0]!.send(ben, 'a', 'hi'));
  await pass();
  expect(names()).toEqual(['room', 'garden', 'kitchen']);
});

test('presence of the people in my chats', async () => {
  const { client, server } = await goOnline();
  const tell = (online: boolean) =>
    server.tell({
      type: 'event',
      event: 'presence',
      data: { user_id: 'ben', username: 'ben', online, last_seen_at: null },
    });
  tell(true);
  await pass();
  expect([...client.getSnapshot().online]).toEqual(['ben']);
  tell(false);
  await pass();
  expect([...client.getSnapshot().online]).toEqual([]);
});

test('a message that comes deleted, since the log tells it as it is now, was never unread', async () => {
  const { client, chat } = await goOnline();
  chat.send(ben, 'a', 'stays');
  chat.send(ben, 'b', 'goes');
  chat.delete(chat.messages[1]!.id);
  const state = chat.entriesAfter(1).reduce(reduce, client.getSnapshot());
  expect(state.chats[0]).toMatchObject({ seq: 4, unread_count: 1, deleted_ahead: [] });
});

test('of a chat whose position was not told, what is loaded is lost', async () => {
  const { client, server, chat, room } = await goOnline();
  server.change(chat, () => chat.send(ben, 'a', 'hi'));
  await pass();
  await room.loadOlder();
  const frame = {
    type: 'connected' as const,
    session: '',
    user: me,
    heartbeat_ms: 1,
    chats: [chat.connectedFor('me')],
    chat_count: 1,
    gone: [],
    online: [],
  };
  const told = reduce(client.getSnapshot(), { type: 'connected', frame, since: { [chat.id]: 2 } });
  expect(told.chats[0]?.history.messages).toHaveLength(1);
  const untold = reduce(client.getSnapshot(), { type: 'connected', frame, since: {} });
  expect(untold.chats[0]?.history).toMatchObject({ messages: [], loaded: false, stale: true });
});
