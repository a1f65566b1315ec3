import type { ExpoChat } from '@besage/contracts';
import { createTestDatabase, recordStatements, sharedRedisUrl } from '@besage/stack/testing';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { aChat } from './support/chat.js';
import { Gate } from './support/gate.js';
import { people, type Person } from './support/person.js';
import { startTestApi, type TestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

/** Asks under `/expo/api`. */
function askExpo({ app }: Pick<TestApi, 'app'>, path: string, { access }: Pick<Person, 'access'>) {
  return app.inject({ url: `/expo/api${path}`, headers: { authorization: `Bearer ${access}` } });
}

test('a list of any length takes the same statements', async () => {
  const [ana, ...others] = (await people(api, 8)) as [Person, ...Person[]];
  const statementsFor = async (length: number) => {
    const stop = recordStatements();
    expect((await askExpo(api, '/chats/', ana)).json()).toHaveLength(length);
    return stop().toSorted();
  };
  const addChats = async (some: Person[]) => {
    for (const other of some) {
      const id = await aChat(api, [ana, other]);
      await other.post(`/chats/${id}/messages/`, { content: 'hello' });
    }
  };
  await addChats(others.slice(0, 1));
  const forOne = await statementsFor(1);

  await addChats(others.slice(1));

  expect(forOne.length).toBeGreaterThan(5);
  expect(await statementsFor(7)).toEqual(forOne);
});

test('the setting says how long a session lives, and its token with it', async () => {
  const short = await startTestApi({ EXPO_ACCESS_TOKEN_TTL: '90' });
  onTestFinished(() => short.close());
  const payload = { username: 'ana', email: 'ana@example.com', password: 'long enough' };

  const answer = await short.app.inject({ method: 'POST', url: '/expo/api/auth/register/', payload });

  const { access } = answer.json<{ access: string }>();
  const { sessionId, expiresAt } = short.ctx.tokens.verifyAccess(access);
  const session = await short.ctx.db.session.findUniqueOrThrow({ where: { id: sessionId } });
  expect(session.expiresAt).toEqual(expiresAt);
  expect(expiresAt.getTime() - session.createdAt.getTime()).toBeLessThanOrEqual(91_000);
});

test('while Redis is away, chats are shown and nobody is known to be online', async () => {
  const database = await createTestDatabase();
  const redis = await Gate.to(sharedRedisUrl());
  const gated = await startTestApi({ DATABASE_URL: database.url, REDIS_URL: redis.url });
  onTestFinished(async () => {
    await gated.close();
    await redis.shut();
    await database.drop();
  });
  const [ana, ben] = (await people(gated, 2)) as [Person, Person];
  await aChat(gated, [ana, ben]);
  const online = async () => {
    const [chat] = (await askExpo(gated, '/chats/', ana)).json<[ExpoChat]>();
    return chat.participants.map(({ isOnline }) => isOnline);
  };
  await gated.ctx.presence.join('a gateway', [ben.id]);
  expect(await online()).toEqual([true, false]);

  await redis.shut();

  expect(await online()).toEqual([false, false]);
});
