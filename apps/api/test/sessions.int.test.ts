import { createTokens } from '@besage/auth';
import type { Event } from '@besage/contracts';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { aPerson, type Person } from './support/person.js';
import { aToken, anError } from './support/shapes.js';
import { copyOf, startTestApi, type TestApi } from './support/test-api.js';

interface Pair {
  access: string;
  refresh: string;
}

const api = await startTestApi();
afterAll(() => api.close());

const refresh = (token: string): Promise<Answer> =>
  ask(api, 'POST', '/auth/token/refresh/', { body: { refresh: token } });
const look = async (access: string): Promise<number> => (await ask(api, 'GET', '/chats/', { access })).statusCode;

/** The sessions of a person that gateways have been told to close. */
const endedSessions = (person: Person): Event[] =>
  api.published.filter((event) => event.type === 'session.ended' && event.user_id === person.id);
const sessionOf = (access: string): string => api.ctx.tokens.verifyAccess(access).sessionId;
const sessionEnded = (person: Person, ...sessionIds: string[]) => ({
  type: 'session.ended',
  user_id: person.id,
  session_ids: sessionIds,
});

describe('a refresh token', () => {
  test('is exchanged for a new pair', async () => {
    const ana = await aPerson(api);

    const answer = await refresh(ana.refresh);

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toStrictEqual({ access: aToken, refresh: aToken });
    const pair = answer.json<Pair>();
    expect(pair.refresh).not.toBe(ana.refresh);
    expect(await look(pair.access)).toBe(200);
    expect((await refresh(pair.refresh)).statusCode).toBe(200);
  });

  test('used twice ends its whole session at once', async () => {
    const ana = await aPerson(api);
    const pair = (await refresh(ana.refresh)).json<Pair>();

    const again = await refresh(ana.refresh);

    expect(again.statusCode).toBe(401);
    expect(again.json()).toStrictEqual(anError('invalid_refresh_token'));
    expect(await look(ana.access)).toBe(401);
    expect(await look(pair.access)).toBe(401);
    expect((await refresh(pair.refresh)).statusCode).toBe(401);
    await expect.poll(() => endedSessions(ana)).toEqual([sessionEnded(ana, sessionOf(ana.access))]);
  });

  test('used by two at once is good for one of them, and as it was used twice, for nobody after', async () => {
    const ana = await aPerson(api);

    const answers = await Promise.all([refresh(ana.refresh), refresh(ana.refresh)]);

    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 401]);
    const pair = answers.find(({ statusCode }) => statusCode === 200)?.json<Pair>();
    expect(await look(pair!.access)).toBe(401);
  });

  test.each(['', 'nonsense', 'a.b.c', 42, null])('is not %j', async (token) => {
    const answer = await ask(api, 'POST', '/auth/token/refresh/', { body: { refresh: token } });

    expect([400, 401]).toContain(answer.statusCode);
    expect(answer.json()).toMatchObject({
      code: answer.statusCode === 400 ? 'invalid_input' : 'invalid_refresh_token',
    });
  });

  test('is not an access token', async () => {
    const ana = await aPerson(api);

    expect((await refresh(ana.access)).json()).toStrictEqual(anError('invalid_refresh_token'));
    expect(await look(ana.access)).toBe(200);
  });

  test('runs out', async () => {
    const ana = await aPerson(api);
    const old = tokensAt(Date.now() - 31 * 24 * 3_600_000);
    const { token } = old.signRefresh({ sessionId: sessionOf(ana.access), userId: ana.id });

    expect((await refresh(token)).json()).toStrictEqual(anError('invalid_refresh_token'));
  });
});

describe('an access token', () => {
  test.each([
    ['none', undefined],
    ['nonsense', 'nonsense'],
    ['no signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.'],
  ])('is asked for: %s', async (_what, access) => {
    const answer = await ask(api, 'GET', '/chats/', access === undefined ? {} : { access });

    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toStrictEqual(anError('not_authenticated'));
  });

  test('that ran out says so', async () => {
    const ana = await aPerson(api);
    const access = tokensAt(Date.now() - 3_601_000).signAccess(identityOf(ana));

    const answer = await ask(api, 'GET', '/chats/', { access });

    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toStrictEqual(anError('token_expired'));
  });

  test('of another key is worth nothing, nor is one that was changed', async () => {
    const ana = await aPerson(api);
    const [head, payload, signature] = ana.access.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const staff = Buffer.from(JSON.stringify({ ...claims, staff: true })).toString('base64url');
    const forger = createTokens({ secretKey: 'a key of somebody else, long enough', accessTtl: 60, refreshTtl: 60 });

    expect(await look(`${head}.${staff}.${signature}`)).toBe(401);
    expect(await look(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`)).toBe(401);
    expect(await look(forger.signAccess(identityOf(ana)))).toBe(401);
    expect(await look(ana.access)).toBe(200);
  });

  test('is not a refresh token', async () => {
    const ana = await aPerson(api);

    expect(await look(ana.refresh)).toBe(401);
  });

  test('of somebody who was deactivated is worth nothing at once', async () => {
    const ana = await aPerson(api);
    await api.ctx.db.user.update({ where: { id: ana.id }, data: { active: false } });

    expect(await look(ana.access)).toBe(401);
    expect((await refresh(ana.refresh)).json()).toStrictEqual(anError('invalid_refresh_token'));
  });
});

describe('the key that signs', () => {
  const SECRET_KEY = 'the next key of this test, long enough to be one';
  const copyWith = async (keys: NodeJS.ProcessEnv): Promise<TestApi> => {
    const copy = await startTestApi({ ...copyOf(api), ...keys });
    onTestFinished(() => copy.close());
    return copy;
  };
  const exchange = (on: TestApi, token: string) =>
    ask(on, 'POST', '/auth/token/refresh/', { body: { refresh: token } });
  const lookOn = async ({ app }: TestApi, url: string, access: string) =>
    (await app.inject({ url, headers: { authorization: `Bearer ${access}` } })).statusCode;

  test('is exchanged for another while everybody stays logged in', async () => {
    const ana = await aPerson(api);
    const fallback = await copyWith({ SECRET_KEY, SECRET_KEY_FALLBACKS: api.ctx.config.SECRET_KEY });
    const alone = await copyWith({ SECRET_KEY });

    for (const door of ['/api/chats/', '/expo/api/chats/']) {
      expect([await lookOn(fallback, door, ana.access), await lookOn(alone, door, ana.access)]).toEqual([200, 401]);
    }
    expect((await exchange(alone, ana.refresh)).json()).toStrictEqual(anError('invalid_refresh_token'));
    const { access, refresh: next } = (await exchange(fallback, ana.refresh)).json<Pair>();
    for (const door of ['/api/chats/', '/expo/api/chats/']) {
      expect([await lookOn(alone, door, access), await lookOn(api, door, access)]).toEqual([200, 401]);
    }
    expect((await exchange(alone, next)).statusCode).toBe(200);
  });

  test('of the app’s tokens is exchanged in the same way', async () => {
    const fallback = await copyWith({ SECRET_KEY, SECRET_KEY_FALLBACKS: api.ctx.config.SECRET_KEY });
    const payload = { username: 'app', email: 'app@example.com', password: 'long enough' };
    const register = await api.app.inject({ method: 'POST', url: '/expo/api/auth/register/', payload });
    const { access: token } = register.json<Pair>();

    expect(await lookOn(fallback, '/expo/api/chats/', token)).toBe(200);
    const logout = await fallback.app.inject({ method: 'POST', url: '/expo/auth/logout/', payload: { token } });
    expect([logout.statusCode, await lookOn(api, '/expo/api/chats/', token)]).toEqual([200, 401]);
  });
});

describe('logout', () => {
  test.each([
    ['without the refresh token', () => ({})],
    ['with it', (ana: Person) => ({ refresh: ana.refresh })],
  ])('%s ends the session, its sockets too', async (_how, bodyOf) => {
    const ana = await aPerson(api);

    const answer = await ana.post('/auth/logout/', bodyOf(ana));

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toStrictEqual({ detail: expect.any(String) as unknown });
    expect(await look(ana.access)).toBe(401);
    expect((await refresh(ana.refresh)).statusCode).toBe(401);
    await expect.poll(() => endedSessions(ana)).toEqual([sessionEnded(ana, sessionOf(ana.access))]);
  });

  test('needs no body', async () => {
    const ana = await aPerson(api);

    expect((await ask(api, 'POST', '/auth/logout/', { access: ana.access })).statusCode).toBe(200);
    expect(await look(ana.access)).toBe(401);
  });

  test('with the refresh token of somebody else ends nothing of theirs', async () => {
    const [ana, ben] = [await aPerson(api), await aPerson(api)];

    await ana.post('/auth/logout/', { refresh: ben.refresh });

    expect(await look(ben.access)).toBe(200);
  });

  test('with a refresh token that is none ends nothing', async () => {
    const ana = await aPerson(api);

    const answer = await ana.post('/auth/logout/', { refresh: 'nonsense' });

    expect(answer.json()).toStrictEqual(anError('invalid_refresh_token'));
    expect(await look(ana.access)).toBe(200);
  });
});

/** Signs as the api does, at another time. */
function tokensAt(now: number) {
  const { SECRET_KEY: secretKey, ACCESS_TOKEN_TTL: accessTtl, REFRESH_TOKEN_TTL: refreshTtl } = api.ctx.config;
  return createTokens({ secretKey, accessTtl, refreshTtl, clock: () => now });
}

function identityOf({ id, username, access }: Person) {
  return { userId: id, username, sessionId: sessionOf(access), isStaff: false };
}
