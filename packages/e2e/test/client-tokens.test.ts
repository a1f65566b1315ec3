import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStorage, arrive, idOf, newClient, passwordOf } from './support/client.js';

/** Seconds: the shortest that a token may be good for. */
const ACCESS_TOKEN_TTL = 30;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { ACCESS_TOKEN_TTL: String(ACCESS_TOKEN_TTL) } });
});
afterAll(() => stack.stop());

test('tokens run out, and nobody notices', { timeout: 90_000 }, async () => {
  const server = stack.apis[0]!;
  const storage = aStorage();
  const ana = await arrive(server, 'ana', { storage });
  const away = newClient(server);
  await away.login({ username: 'ana', password: passwordOf('ana') });
  const states: string[] = [];
  ana.on('state', (state) => states.push(state));
  const tokens = new Set<string | undefined>();
  const seen = () => tokens.add(storage.texts.get('besage:session')).size;

  // The third token is there when the first is no good any more.
  await expect.poll(seen, { timeout: 2 * ACCESS_TOKEN_TTL * 1_000, interval: 100 }).toBe(3);
  expect(states).toEqual([]);
  const chat = await away.api.chats.create({ name: 'Room', participants: [idOf(ana)] });
  await expect.poll(() => ana.chat(chat.id).state).toBeDefined();
  expect(await ana.api.users.me()).toMatchObject({ username: 'ana' });
  ana.disconnect();
});
