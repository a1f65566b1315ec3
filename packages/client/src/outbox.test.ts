import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { goOnline, me, pass, signIn } from '../test/support/a-client.js';
import { ModelServer } from '../test/support/model-server.js';
import { Besage, type Chat, type StoragePort } from './index.js';
import { memoryStorage } from './ports.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const shown = (room: Chat) => room.messages.map(({ content, status }) => `${content} ${status}`);

test('what is written is shown at once, stored in order, and then it is the stored message under the same name', async () => {
  const { room, chat } = await goOnline();
  await room.loadOlder();
  const written = ['one', 'two', 'three'].map((content) => room.send(content).client_id);
  expect(shown(room)).toEqual(['one sending', 'two sending', 'three sending']);
  await pass();

  expect(shown(room)).toEqual(['one sent', 'two sent', 'three sent']);
  expect(room.messages.map(({ client_id, seq }) => [client_id, seq])).toEqual(written.map((id, i) => [id, i + 2]));
  expect(chat.messages.map(({ content }) => content)).toEqual(['one', 'two', 'three']);
});

test('of one chat one is under way at a time, other chats do not wait', async () => {
  const { client, server, chats } = await goOnline({}, ['kitchen']);
  server.flows = false;
  const [room, kitchen] = chats.map(({ id }) => client.chat(id)) as [Chat, Chat];
  room.send('one');
  room.send('two');
  kitchen.send('three');
  server.socket?.serve();
  expect(server.said('message.send').map(({ content }) => content)).toEqual(['one', 'three']);
});

test('whichever comes first, answer, event or loss, a message is in the list once and in order, at any moment', async () => {
  const network = fc.record({
    ackFirst: fc.boolean(),
    moves: fc.array(fc.constantFrom('serve', 'deliver', 'deliver twice', 'cut', 'wait'), { maxLength: 25 }),
  });
  await fc.assert(
    fc.asyncProperty(network, async ({ ackFirst, moves }) => {
      const { client, server, room, chat } = await goOnline();
      await room.loadOlder();
      const written = ['0', '1', '2', '3'];
      for (const content of written) room.send(content);
      const lists = [room.messages.map(({ content }) => content)];
      client.subscribe(() => lists.push(room.messages.map(({ content }) => content)));
      Object.assign(server, { ackFirst, flows: false });
      for (const move of moves) {
        if (move === 'serve') server.socket?.serve(1);
        else if (move === 'deliver') server.socket?.deliver(1);
        else if (move === 'deliver twice') server.socket?.deliver(1, 'twice');
        else if (move === 'cut') server.socket?.end(1006);
        await pass(move === 'wait' ? 2_000 : 1);
      }
      server.flows = true;
      server.socket?.end(1006);
      await pass(60_000);

      for (const list of lists) expect(list).toEqual(written);
      expect(chat.messages.map(({ content }) => content)).toEqual(written);
      expect(client.getSnapshot().outgoing).toEqual([]);
      client.disconnect();
    }),
    { numRuns: 200 },
  );
}, 30_000);

test('what was written offline outlives the program', async () => {
  const texts = new Map<string, string>();
  const storage: StoragePort = {
    getItem: async (key) => texts.get(key) ?? null,
    setItem: async (key, value) => void texts.set(key, value),
    removeItem: async (key) => void texts.delete(key),
  };
  const { server, room, chat } = await signIn({ storage });
  room.send('one');
  room.send('two');
  await pass();

  const again = new Besage({ url: 'http://server', WebSocket: server.WebSocket, fetch: server.fetch, storage });
  await again.restore();
  expect(shown(again.chat(chat.id))).toEqual(['one sending', 'two sending']);
  await Promise.all([again.connect(), pass()]);
  await pass();
  expect(chat.messages.map(({ content }) => content)).toEqual(['one', 'two']);
  expect([...texts.keys()]).toEqual(['besage:session']);
});

test('one that was stored in an earlier life, unknown to us, is not shown twice', async () => {
  const storage = memoryStorage();
  const { client, server, room, chat } = await goOnline({ storage });
  server.flows = false;
  room.send('one');
  await pass();
  server.socket?.serve();
  client.disconnect();
  await pass();

  const other = new ModelServer(me, server.chats);
  const again = new Besage({ url: 'http://server', WebSocket: other.WebSocket, fetch: other.fetch, storage });
  await again.restore();
  other.refuse = () => ({ code: 'unavailable', retry_after: 3_600 });
  await Promise.all([again.connect(), pass()]);
  await again.chat(chat.id).loadOlder();
  expect(shown(again.chat(chat.id))).toEqual(['one sent']);
});

test('one that is refused says why, does not hold up those behind it, and can be retried or discarded', async () => {
  const { client, server, room, chat } = await goOnline();
  await room.loadOlder();
  server.refuse = (command) =>
    command.type === 'message.send' && command.content.startsWith('bad') ? { code: 'content_too_long' } : undefined;
  const failed = vi.fn();
  client.on('send_failed', failed);
  const [bad, worse] = [room.send('bad'), room.send('bad too')];
  room.send('good');
  await pass();
  expect(shown(room)).toEqual(['good sent', 'bad failed', 'bad too failed']);
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ error: { code: 'content_too_long', detail: '' } }));

  server.refuse = undefined;
  room.retry(bad.client_id);
  room.discard(worse.client_id);
  await pass();
  expect(shown(room)).toEqual(['good sent', 'bad sent']);
  expect(chat.messages).toHaveLength(2);
});

test.each(['rate_limited', 'unavailable'])('%s waits as long as the server says', async (code) => {
  const { server, room, chat } = await goOnline();
  server.refuse = () => ({ code, retry_after: 7 });
  room.send('one');
  await pass();
  server.refuse = undefined;
  await pass(6_900);
  expect(chat.messages).toHaveLength(0);
  await pass(200);
  expect(chat.messages).toHaveLength(1);
});

test('of what was under way when a frame was too big, the biggest is failed', async () => {
  const { client, server, chats } = await goOnline({}, ['kitchen']);
  server.flows = false;
  const [room, kitchen] = chats.map(({ id }) => client.chat(id)) as [Chat, Chat];
  room.send('long '.repeat(100));
  kitchen.send('short');
  server.socket?.end(1009);
  server.flows = true;
  await pass(1_001);
  expect(chats.map(({ messages }) => messages.length)).toEqual([0, 1]);
  expect(room.messages).toMatchObject([{ status: 'failed', error: { code: 'payload_too_large' } }]);
});

test('nobody is signed in: nothing can be sent', async () => {
  const { client, room } = await signIn();
  await client.logout();
  expect(() => room.send('one')).toThrow(expect.objectContaining({ code: 'signed_out' }));
});
