import { randomUUID } from 'node:crypto';
import { hashPassword } from '@besage/auth';
import { earlyInMinute } from '@besage/stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Answer } from './support/ask.js';
import { aPerson, type Person } from './support/person.js';
import { anError } from './support/shapes.js';
import { copyOf, startTestApi } from './support/test-api.js';
import { upload } from './support/upload.js';

const limits = {
  ADDRESS_REQUEST_RATE: '40',
  REQUEST_RATE: '20',
  UPLOAD_RATE: '1',
  LOGIN_RATE: '4',
  REGISTER_RATE: '2',
  REFRESH_RATE: '2',
  PASSWORD_FAILURES: '2',
  SEND_RATE: '4',
  CHAT_SEND_RATE: '2',
};
const proxy = '10.0.0.9';
const api = await startTestApi({ ...limits, TRUST_PROXY: proxy });
/** Another copy, which counts together with the first. */
const copy = await startTestApi({ ...limits, ...copyOf(api), TRUST_PROXY: proxy });
afterAll(async () => {
  await copy.close();
  await api.close();
});
beforeEach(() => earlyInMinute());

let addresses = 0;
/** An address from which nothing has come yet. */
const anAddress = () => `203.0.113.${String((addresses += 1))}`;

interface From {
  remoteAddress?: string;
  at?: typeof api;
  access?: string;
  headers?: Record<string, string>;
}

function post(url: string, payload: object, { remoteAddress = anAddress(), at = api, access, headers }: From = {}) {
  const authorization = access === undefined ? {} : { authorization: `Bearer ${access}` };
  return at.app.inject({ method: 'POST', url, remoteAddress, headers: { ...authorization, ...headers }, payload });
}

const statuses = (answers: Answer[]) => answers.map(({ statusCode }) => statusCode);

/** One after the other. */
async function each<T>(values: T[], ask: (value: T) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const value of values) answers.push(await ask(value));
  return answers;
}

const password = 'correct horse';
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});

async function anAccount(): Promise<Person> {
  const person = await aPerson(api);
  await api.ctx.db.user.update({ where: { id: person.id }, data: { passwordHash } });
  return person;
}

const login = (username: string, given: string, from?: From) =>
  post('/api/auth/login/', { username, password: given }, from);

test('logins are counted by address over all copies, and each answer says how many are left', async () => {
  const remoteAddress = anAddress();
  const names = ['', '', '', ''].map(() => randomUUID());
  const answers = await each(names, (name) => login(name, 'wrong', { remoteAddress, at: answersOf(name) }));
  const refused = await post('/expo/api/auth/login', { username: 'x', password }, { remoteAddress });

  expect(statuses(answers)).toEqual([401, 401, 401, 401]);
  expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['3', '2', '1', '0']);
  expect(answers[0]!.headers).toMatchObject({ 'ratelimit-limit': '4' });
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toStrictEqual(anError('rate_limited'));
  const seconds = Number(refused.headers['retry-after']);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(refused.headers).toMatchObject({
    'ratelimit-limit': '4',
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(seconds),
  });
  expect((await login(randomUUID(), 'wrong')).statusCode).toBe(401);
});

/** One of the two copies. */
const answersOf = (name: string) => (name < '8' ? api : copy);

/** What somebody sees of an answer, but for what is another in each. */
const told = ({ statusCode, body, headers }: Answer) => ({
  statusCode,
  body,
  headers: { ...headers, 'x-request-id': '', date: '', 'retry-after': '', 'ratelimit-reset': '' },
});

test('wrong passwords are counted by name from all addresses, alike whether or not there is such an account', async () => {
  const { username } = await anAccount();
  const known = anAddress();
  expect((await login(username, password, { remoteAddress: known })).statusCode).toBe(200);

  const tries = (name: string) =>
    each([name, name.toUpperCase(), name, name], (spelled) => login(spelled, 'wrong', { at: answersOf(randomUUID()) }));
  const real = await tries(username);
  const none = await tries(`nobody-${randomUUID()}`);

  expect(statuses(real)).toEqual([401, 401, 429, 429]);
  expect(none.map(told)).toEqual(real.map(told));
  // Right or wrong makes no difference any more, but where the owner has been before.
  expect((await login(username, password)).statusCode).toBe(429);
  expect((await login(username, password, { remoteAddress: known })).statusCode).toBe(200);
});

test('by username and e-mail address nobody gets more guesses, nor sees that both are one account', async () => {
  const { username } = await anAccount();
  const address = `${username}@example.com`;
  const known = anAddress();
  expect((await login(username, password, { remoteAddress: known })).statusCode).toBe(200);

  expect(statuses(await each(['', ''], () => login(username, 'wrong')))).toEqual([401, 401]);
  // Also the right one is refused like those of nobody.
  const real = await each([password, password, password], (given) => login(address, given));
  const none = await each(['', '', ''], () => login(`nobody-${address}`, password));

  expect(statuses(real)).toEqual([401, 401, 429]);
  expect(none.map(told)).toEqual(real.map(told));
  expect((await login(address, password, { remoteAddress: known })).statusCode).toBe(200);
});

test('who took the address of somebody as a username gets no guesses of their own at its password', async () => {
  const { username } = await anAccount();
  const address = `${username}@example.com`;
  const squatter = await aPerson(api, address);
  const another = await hashPassword('another horse');
  await api.ctx.db.user.update({ where: { id: squatter.id }, data: { passwordHash: another } });
  const remoteAddress = anAddress();
  const own = () => login(address, 'another horse', { remoteAddress });

  const before = await each(['', ''], own);
  const strangers = await each(['', ''], () => login(address, 'wrong'));
  const guess = await login(address, 'wrong', { remoteAddress });

  expect(statuses([...before, ...strangers, guess])).toEqual([200, 200, 401, 401, 429]);
});

test('accounts are counted by address, and by the name that is asked for', async () => {
  const remoteAddress = anAddress();
  const account = (username = `person-${randomUUID()}`) => ({
    username,
    email: `${randomUUID()}@example.com`,
    password: 'correct horse battery staple',
  });
  const register = (username?: string, from?: From) => post('/api/auth/register/', account(username), from);
  const byAddress = await each(['', '', ''], () => register(undefined, { remoteAddress }));
  const name = `person-${randomUUID()}`;
  const byName = await each(['', '', ''], () => register(name));

  expect(statuses(byAddress)).toEqual([201, 201, 429]);
  expect(statuses(byName)).toEqual([201, 400, 429]);
  expect(byName[2]!.json()).toStrictEqual(anError('rate_limited'));
  expect((await post('/expo/api/auth/register', account(), { remoteAddress })).statusCode).toBe(429);
});

/** How often this limit has refused somebody, as Prometheus is told. */
const countOf = (name: string) =>
  [...api.ctx.counts.limited.by('limit')].find(([{ limit }]) => limit === name)?.[1] ?? 0;

test('refresh tokens are counted by address', async () => {
  const remoteAddress = anAddress();
  const refresh = () => post('/api/auth/token/refresh/', { refresh: 'a guess' }, { remoteAddress });

  const before = countOf('refreshes');
  expect(statuses([await refresh(), await refresh(), await refresh()])).toEqual([401, 401, 429]);
  expect(countOf('refreshes') - before).toBe(1);
});

test('who is in cannot guess the password either, at whichever door asks for it', async () => {
  const { access } = await anAccount();
  const change = (old_password: string) =>
    post('/api/auth/password/', { old_password, new_password: 'a new one, and long' }, { access });
  const move = (given: string) =>
    api.app.inject({
      method: 'PATCH',
      url: '/api/users/profile/',
      headers: { authorization: `Bearer ${access}` },
      payload: { email: 'another@example.com', password: given },
    });

  const answers = [await change('wrong'), await move('wrong'), await change(password), await move(password)];

  expect(statuses(answers)).toEqual([400, 400, 429, 429]);
});

test('sends are counted by person, and by person and chat, whichever door they take', async () => {
  const [ana, ben] = [await aPerson(api), await aPerson(api)];
  const chats: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    const answer = await ana.post('/chats/', { name, participants_ids: [ben.id] });
    chats.push(answer.json<{ id: string }>().id);
  }
  const [one, two, three] = chats as [string, string, string];
  const content = 'hello';
  const by = { access: ana.access };
  const ways: Record<string, (chat: string) => Promise<Answer>> = {
    chat: (chat) => post(`/api/chats/${chat}/messages/`, { content }, by),
    messages: (chat) => post('/api/messages/', { content, chat }, by),
    expo: (chat) => post(`/expo/api/chats/${chat}/messages`, { content }, by),
  };

  expect(statuses([await ways['chat']!(one), await ways['messages']!(one), await ways['expo']!(one)])).toEqual([
    201, 201, 429,
  ]);
  const last = await ways['expo']!(two);
  expect(last.statusCode).toBe(201);
  expect(last.headers).toMatchObject({ 'ratelimit-limit': '4', 'ratelimit-remaining': '0' });
  const refused = await ways['chat']!(three);
  expect([refused.statusCode, refused.json()]).toEqual([429, anError('rate_limited')]);
  expect((await ben.post(`/chats/${three}/messages/`, { content })).statusCode).toBe(201);
});

test('forms with images are counted by person', async () => {
  const ana = await aPerson(api);
  const send = () => upload(api, ana, 'POST', '/attachments/', { image: { bytes: Buffer.from('no image') } });

  expect(statuses([await send(), await send()])).toEqual([400, 429]);
});

test('all requests are counted by person, who comes from wherever, before anybody is looked up', async () => {
  const { access } = await aPerson(api);
  const ask = () => api.app.inject({ url: '/api/chats/', remoteAddress: anAddress(), headers: bearer(access) });

  expect(statuses(await each(Array<string>(21).fill(''), ask))).toEqual([...Array<number>(20).fill(200), 429]);
  expect((await (await aPerson(api)).get('/chats/')).statusCode).toBe(200);
});

test('a search for people that no index helps counts as some requests', async () => {
  const ana = await aPerson(api);
  const search = (text: string) => ana.get(`/users/?search=${encodeURIComponent(text)}`);

  const answers = await each(['ana', 'a.na', '', 'an', '_._'], search);
  expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['19', '18', '17', '6', '0']);
  expect(statuses(answers)).toEqual([200, 200, 200, 200, 429]);
});

test('people whom somebody puts into chats count as some requests, whichever door they take', async () => {
  const ids = Array.from({ length: 60 }, () => randomUUID());
  const ana = await aPerson(api);
  const { id } = (await ana.post('/chats/', { name: 'a group' })).json<{ id: string }>();
  const doors = [
    '/api/chats/',
    `/api/chats/${id}/add_participants/`,
    '/expo/api/chats',
    `/expo/api/chats/${id}/add_participants`,
  ];
  const put = (url: string) =>
    post(url, { name: 'many', participants_ids: ids, users_ids: JSON.stringify(ids) }, { access: ana.access });

  // Of 20, one is used; each takes itself, and 6 for the people.
  const answers = await each(doors.slice(0, 3), put);
  expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['12', '5', '0']);
  expect(statuses(answers)).toEqual([201, 200, 429]);
  expect((await each(doors, put)).map(({ statusCode }) => statusCode)).toEqual([429, 429, 429, 429]);
});

const bearer = (access: string) => ({ authorization: `Bearer ${access}` });

test('all requests are counted by address, whatever they ask for; but not those about health', async () => {
  const remoteAddress = anAddress();
  const urls = ['/nowhere', '/api/chats/', '/swagger.json', '/media/nothing', '/api/%zz'];
  const asked = Array.from({ length: 40 }, (_, i) => urls[i % 5]!);
  const ask = (url: string, headers = {}) => api.app.inject({ url, remoteAddress, headers });

  expect(new Set(statuses(await each(asked, (url) => ask(url))))).toEqual(new Set([404, 401, 200, 400]));
  const refused = await ask('/nowhere', { origin: 'https://page.example' });
  expect([refused.statusCode, refused.json()]).toEqual([429, anError('rate_limited')]);
  // A page on another origin can read it.
  expect(refused.headers['access-control-allow-origin']).toBe('https://page.example');
  expect(refused.headers['access-control-expose-headers']).toMatch(/RateLimit-Remaining.*Retry-After/);
  expect((await ask('/api/health/')).statusCode).toBe(200);
  expect((await api.app.inject({ url: '/nowhere', remoteAddress: '::ffff:198.51.100.1' })).statusCode).toBe(404);
});

test('whoever says that they are somebody else is not believed, but for the proxy', async () => {
  const refresh = (remoteAddress: string, forwardedFor: string) =>
    post('/api/auth/token/refresh/', { refresh: 'x' }, { remoteAddress, headers: { 'x-forwarded-for': forwardedFor } });
  const liar = anAddress();
  const [ana, ben] = [anAddress(), anAddress()];

  expect(statuses(await each([1, 2, 3], () => refresh(liar, anAddress())))).toEqual([401, 401, 429]);
  expect(statuses(await each([ana, ana, ana, ben], (client) => refresh(proxy, client)))).toEqual([401, 401, 429, 401]);
  // What a client says itself stands before what the proxy adds.
  expect(statuses(await each([1, 2], () => refresh(proxy, `${anAddress()}, ${ben}`)))).toEqual([401, 429]);
});
