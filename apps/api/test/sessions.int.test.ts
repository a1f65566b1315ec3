import { createTokens } from '@besage/auth';
import { OwnSession, type Event } from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { newId } from '@besage/service-kit';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { NOTED_EVERY } from '../src/operations/auth/session-lookup.js';
import { startSession } from '../src/operations/auth/start-session.js';
import { ask, type Answer } from './support/ask.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, type Person } from './support/person.js';
import { aTime, aToken, anError } from './support/shapes.js';
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

  test('that is not good any more gets one answer, whatever the reason', async () => {
    const [ana, ended, deactivated] = [await aPerson(api), await aPerson(api), await aPerson(api)];
    await ended.post('/auth/logout/', {});
    await api.ctx.db.user.update({ where: { id: deactivated.id }, data: { active: false } });
    const ofNoSession = api.ctx.tokens.signRefresh({ sessionId: newId(), userId: ana.id }).token;
    const ofNobody = api.ctx.tokens.signRefresh({ sessionId: sessionOf(ana.access), userId: newId() }).token;
    const ofAnother = api.ctx.tokens.signRefresh({ sessionId: sessionOf(ana.access), userId: ended.id }).token;

    for (const token of [ended.refresh, deactivated.refresh, ofNoSession, ofNobody, ofAnother]) {
      const answer = await refresh(token);
      expect([answer.statusCode, answer.json()]).toStrictEqual([401, anError('invalid_refresh_token')]);
    }
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

describe('my sessions', () => {
  const sessions = Compile(Type.Array(OwnSession));
  const listOf = async (person: Person) => sessions.Parse((await person.get('/auth/sessions/')).json());
  /** Another session of the same person. */
  const elsewhere = async ({ id, username }: Person, userAgent?: string) => {
    const { access } = await startSession(
      api.ctx,
      { id, username, isStaff: false },
      { address: '203.0.113.7', userAgent },
    );
    return { access, id: sessionOf(access) };
  };
  const end = ({ access }: Pick<Person, 'access'>, id: string): Promise<Answer> =>
    ask(api, 'DELETE', `/auth/sessions/${id}/`, { access });

  test('are listed, newest first, with the present one marked, and nobody else’s', async () => {
    const [ana, ben] = [await aPerson(api), await aPerson(api)];
    const [phone, ended, expired] = [await elsewhere(ana, 'phone'), await elsewhere(ana), await elsewhere(ana)];
    await elsewhere(ben);
    await end(ana, ended.id);
    await api.ctx.db.session.update({ where: { id: expired.id }, data: { expiresAt: new Date() } });

    const answer = await ana.get('/auth/sessions/');

    expect(answer.statusCode).toBe(200);
    const times = { created_at: aTime, refreshed_at: aTime, used_at: aTime, expires_at: aTime };
    expect(answer.json()).toStrictEqual([
      { id: phone.id, user_agent: 'phone', address: '203.0.113.7', current: false, ...times },
      { id: sessionOf(ana.access), user_agent: null, address: '127.0.0.1', current: true, ...times },
    ]);
  });

  test('come in pages', async () => {
    const ana = await aPerson(api);
    const others = [await elsewhere(ana), await elsewhere(ana)];

    const pages = await followLinks<OwnSession>(ana, '/auth/sessions/?limit=2');

    const ids = [...others.toReversed().map(({ id }) => id), sessionOf(ana.access)];
    expect(pages.map((page) => page.map(({ id }) => id))).toEqual([ids.slice(0, 2), ids.slice(2)]);
  });

  test('are ended one by one, their sockets too; the present one as well', async () => {
    const ana = await aPerson(api);
    const phone = await elsewhere(ana);

    const answer = await end(ana, phone.id);

    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect([await look(phone.access), await look(ana.access)]).toEqual([401, 200]);
    await expect.poll(() => endedSessions(ana)).toEqual([sessionEnded(ana, phone.id)]);
    expect((await end(ana, sessionOf(ana.access))).statusCode).toBe(204);
    expect(await look(ana.access)).toBe(401);
  });

  test('are the only ones that I can end', async () => {
    const [ana, ben] = [await aPerson(api), await aPerson(api)];
    const over = await elsewhere(ana);
    await end(ana, over.id);

    for (const id of [sessionOf(ben.access), over.id, newId()]) {
      const answer = await end(ana, id);
      expect([answer.statusCode, answer.json()]).toStrictEqual([404, anError('session_not_found')]);
    }
    expect((await end(ana, 'nonsense')).json()).toMatchObject({ code: 'invalid_input' });
    expect([await look(ben.access), await look(ana.access)]).toEqual([200, 200]);
  });

  test('say from where they were used last, noted now and then', async () => {
    const ana = await aPerson(api);
    const id = sessionOf(ana.access);
    const longAgo = new Date(Date.now() - (NOTED_EVERY + 1) * 60_000);
    await api.ctx.db.session.update({ where: { id }, data: { createdAt: longAgo, refreshedAt: longAgo } });
    const use = (userAgent: string) =>
      api.app.inject({
        url: '/api/chats/',
        remoteAddress: '::ffff:198.51.100.4',
        headers: { authorization: `Bearer ${ana.access}`, 'user-agent': userAgent },
      });

    await use('x'.repeat(300));

    const stored = () => api.ctx.db.session.findUniqueOrThrow({ where: { id } });
    await expect.poll(stored).toMatchObject({ address: '198.51.100.4', userAgent: 'x'.repeat(255) });
    const [session] = await listOf(ana);
    expect(session!.used_at > session!.refreshed_at).toBe(true);
    expect(await api.ctx.findSession(id)).toMatchObject({ isUnnoted: false });
  });

  test('that were refreshed were used then, and from there', async () => {
    const ana = await aPerson(api);
    const longAgo = new Date(Date.now() - 3_600_000);
    await api.ctx.db.session.updateMany({ where: { userId: ana.id }, data: { usedAt: longAgo, refreshedAt: longAgo } });

    await api.app.inject({
      method: 'POST',
      url: '/api/auth/token/refresh/',
      payload: { refresh: ana.refresh },
      remoteAddress: '2001:db8::1',
      headers: { 'user-agent': 'a phone' },
    });

    const [session] = await listOf(ana);
    expect(session).toMatchObject({ address: '2001:db8::1', user_agent: 'a phone', used_at: session!.refreshed_at });
    expect(session!.refreshed_at > longAgo.toISOString()).toBe(true);
  });

  test('that are over hold no address and no device any more', async () => {
    const ana = await aPerson(api);
    const phone = await elsewhere(ana, 'a phone');

    await end(ana, phone.id);

    const row = await api.ctx.db.session.findUniqueOrThrow({ where: { id: phone.id } });
    expect([row.address, row.userAgent]).toEqual([null, null]);
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
    const [ana, ben] = [await aPerson(api), await aPerson(api)];
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
    // The app's way out takes its token in the body.
    const logout = { method: 'POST', url: '/expo/auth/logout/', payload: { token: ben.access } } as const;
    expect((await alone.app.inject(logout)).statusCode).toBe(401);
    expect((await fallback.app.inject(logout)).statusCode).toBe(200);
    expect(await look(ben.access)).toBe(401);
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
