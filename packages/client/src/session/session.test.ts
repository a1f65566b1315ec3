import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pass, signIn } from '../../test/support/a-client.js';
import { aToken } from '../../test/support/model-server.js';
import { Besage } from '../index.js';
import { memoryStorage } from '../ports.js';
import { tokenLife } from './token-life.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const expired = () => Response.json({ code: 'token_expired', detail: '' }, { status: 401 });
const refreshes = (asked: { path: string }[]) => asked.filter(({ path }) => path.includes('refresh')).length;

test('requests whose token has run out are repeated with a new one, for which one exchange is enough', async () => {
  const { server, client, chat } = await signIn();
  let refusals = 3;
  server.answer = (path) => (path.includes('chats') && refusals-- > 0 ? expired() : undefined);
  const answers = await Promise.all([1, 2, 3].map(() => client.api.chats.get(chat.id)));
  expect(answers.map(({ id }) => id)).toEqual([chat.id, chat.id, chat.id]);
  expect(refreshes(server.asked)).toBe(1);
});

test('a request is repeated once, not for ever', async () => {
  const { server, client, chat } = await signIn();
  server.answer = (path) => (path.includes('chats') ? expired() : undefined);
  await expect(client.api.chats.get(chat.id)).rejects.toMatchObject({ code: 'token_expired', status: 401 });
  expect(refreshes(server.asked)).toBe(1);
});

test('two tabs with one storage: the second takes the tokens that the first has exchanged', async () => {
  const storage = memoryStorage();
  const { server, client, chat } = await signIn({ storage });
  const tab = new Besage({ url: 'http://server', WebSocket: server.WebSocket, fetch: server.fetch, storage });
  await tab.restore();
  let refusals = 1;
  server.answer = (path) => (path.includes('chats') && refusals-- > 0 ? expired() : undefined);
  await client.api.chats.get(chat.id);
  refusals = 1;
  await tab.api.chats.get(chat.id);
  expect(refreshes(server.asked)).toBe(1);
});

test('where the server has ended the session, requests fail and nobody is signed in', async () => {
  const { server, client, chat } = await signIn();
  server.answer = (path) =>
    path.includes('refresh')
      ? Response.json({ code: 'invalid_refresh_token', detail: '' }, { status: 401 })
      : Response.json({ code: 'not_authenticated', detail: '' }, { status: 401 });
  await expect(client.api.chats.get(chat.id)).rejects.toMatchObject({ code: 'signed_out' });
  expect(client.user).toBeUndefined();
  expect(await client.restore()).toBeUndefined();
});

test('who comes back is signed in; who logs out is not, also where the server is out of reach', async () => {
  const storage = memoryStorage();
  const { server, client } = await signIn({ storage });
  const options = { url: 'http://server', WebSocket: server.WebSocket, fetch: server.fetch, storage };
  expect(await new Besage(options).restore()).toMatchObject({ id: 'me' });
  server.answer = () => {
    throw new TypeError('no network');
  };
  await client.logout();
  await pass();
  expect(client.getSnapshot().connection).toBe('signed_out');
  expect(await new Besage(options).restore()).toBeUndefined();
});

test('a token says how long it is good for, whatever the clocks say', () => {
  expect(tokenLife(aToken(90))).toBe(90_000);
  expect(tokenLife('nonsense')).toBe(300_000);
});
