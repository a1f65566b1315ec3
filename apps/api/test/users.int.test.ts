import { hashPassword, verifyPassword } from '@besage/auth';
import type { User } from '@besage/contracts';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, people, type Person } from './support/person.js';
import { aTime, anError, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

/** What happens while a password is compared. */
let meanwhile = async (): Promise<void> => {};
const api = await startTestApi(
  {},
  {
    verifyPassword: async (...given) => {
      const fits = await verifyPassword(...given);
      await meanwhile();
      return fits;
    },
  },
);
afterAll(() => api.close());

let ana: Person, ben: Person, staff: Person;
beforeAll(async () => {
  [ana, ben, staff] = await Promise.all([aPerson(api, 'Ana'), aPerson(api, 'ben_100%'), aPerson(api, 'zoe')]);
  await api.ctx.db.user.update({ where: { id: staff.id }, data: { isStaff: true } });
});

type Method = Parameters<typeof ask>[1];
const as = (person: Person, method: Method, path: string, body?: object): Promise<Answer> =>
  ask(api, method, path, { access: person.access, ...(body && { body }) });
const names = (answer: Answer) => answer.json<User[]>().map(({ username }) => username);

describe('people', () => {
  test('are seen with their e-mail address by themselves and by staff only', async () => {
    const expected = { id: ana.id, username: 'Ana', profile_img: null, created_at: aTime, updated_at: aTime };
    const whole = { ...expected, email: 'ana@example.com' };

    expect((await as(ana, 'GET', '/users/me/')).json()).toStrictEqual(whole);
    expect((await as(ana, 'GET', `/users/${ana.id}/`)).json()).toStrictEqual(whole);
    expect((await as(ben, 'GET', `/users/${ana.id}/`)).json()).toStrictEqual(expected);
    expect((await as(staff, 'GET', `/users/${ana.id}/`)).json()).toStrictEqual(whole);
    const listed = async (viewer: Person) => (await as(viewer, 'GET', '/users/?search=ana')).json<User[]>();
    expect(await listed(ana)).toStrictEqual([whole]);
    expect(await listed(ben)).toStrictEqual([expected]);
    expect(await listed(staff)).toStrictEqual([whole]);
  });

  test('are listed by name, and found by part of it in any case', async () => {
    const all = names(await as(ana, 'GET', '/users/'));
    expect(all.slice(0, 2)).toEqual(['Ana', 'ben_100%']);
    expect(all).toEqual(all.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(names(await as(ana, 'GET', '/users/?search=NA'))).toEqual(['Ana']);
    expect(names(await as(ana, 'GET', '/users/?search=n_1'))).toEqual(['ben_100%']);
    expect(names(await as(ana, 'GET', '/users/?search=nobody'))).toEqual([]);
  });

  test.each([
    ['%25', ['ben_100%']],
    ['_', ['ben_100%']],
    ['n_1', ['ben_100%']],
    ['e_1', []],
    ['%5C', []],
  ])('are not found by wildcards: %s', async (search, expected) => {
    expect(names(await as(ana, 'GET', `/users/?search=${search}`))).toEqual(expected);
  });

  test('come in pages, each once, in order', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, i) => aPerson(api, `Crowd ${i}`)));

    const pages = await followLinks<User>(ana, '/users/?search=crowd&limit=2');

    expect(pages.map((page) => page.map(({ username }) => username))).toEqual([
      ['Crowd 0', 'Crowd 1'],
      ['Crowd 2', 'Crowd 3'],
      ['Crowd 4'],
    ]);
  });

  test('are 100 without a limit', async () => {
    await people(api, 101);

    const answer = await as(ana, 'GET', '/users/');

    expect(answer.json<User[]>()).toHaveLength(100);
    expect(answer.headers.link).toMatch(/rel="next"/);
    expect((await as(ana, 'GET', '/users/?limit=101')).statusCode).toBe(400);
  });
});

const password = 'correct horse battery';
const aPersonWithPassword = async (): Promise<Person> => {
  const person = await aPerson(api);
  await api.ctx.db.user.update({ where: { id: person.id }, data: { passwordHash: await hashPassword(password) } });
  return person;
};

describe.each([
  ['PUT', (person: Person) => `/users/${person.id}/`],
  ['PATCH', (person: Person) => `/users/${person.id}/profile/`],
  ['PUT', () => '/users/profile/'],
] as const)('changing oneself by %s %s', (method, pathOf) => {
  test('changes what is named, and leaves the rest', async () => {
    const dan = await aPersonWithPassword();
    const path = pathOf(dan);

    const renamed = await as(dan, method, path, { username: `X${dan.username}` });
    expect(renamed.json()).toMatchObject({ username: `X${dan.username}`, email: `${dan.username}@example.com` });
    const moved = await as(dan, method, path, { email: `new-${dan.id}@example.com`, password });
    expect(moved.json()).toMatchObject({ username: `X${dan.username}`, email: `new-${dan.id}@example.com` });
    expect((await as(dan, method, path, {})).json()).toStrictEqual(moved.json());
    expect((await as(dan, 'GET', '/users/me/')).json()).toStrictEqual(moved.json());
  });

  test('takes another e-mail address from nobody but who knows the password', async () => {
    const dan = await aPersonWithPassword();
    const [before, path] = [`${dan.username}@example.com`, pathOf(dan)];
    const move = (more: object) => as(dan, method, path, { email: `new-${dan.id}@example.com`, ...more });
    const asked = anError('password_required', { password: sentences });

    const without = await move({ username: `x-${dan.id}` });
    expect([without.statusCode, without.json()]).toStrictEqual([400, asked]);
    const wrong = await move({ password: 'wrong horse battery' });
    expect([wrong.statusCode, wrong.json()]).toStrictEqual([400, anError('wrong_password')]);
    // The same address in another case may be another mailbox.
    expect((await as(dan, method, path, { email: before.toUpperCase() })).json()).toStrictEqual(asked);
    expect((await dan.get('/users/me/')).json()).toMatchObject({ username: dan.username, email: before });
    // Whether an address is taken, only they are told, too.
    expect((await as(dan, method, path, { email: 'ana@example.com' })).json()).toStrictEqual(asked);

    const renamed = await as(dan, method, path, { username: `y-${dan.id}`, email: before });
    expect([renamed.statusCode, renamed.json()]).toMatchObject([200, { username: `y-${dan.id}`, email: before }]);
  });

  test('does not take what somebody else has, in any case', async () => {
    const dan = await aPersonWithPassword();

    const name = await as(dan, method, pathOf(dan), { username: 'aNA' });
    expect([name.statusCode, name.json()]).toEqual([400, anError('username_taken', { username: sentences })]);
    const email = await as(dan, method, pathOf(dan), { email: 'ANA@example.com', password });
    expect([email.statusCode, email.json()]).toEqual([400, anError('email_taken', { email: sentences })]);
    // One's own in another case is one's own.
    expect((await as(dan, method, pathOf(dan), { username: dan.username.toUpperCase() })).statusCode).toBe(200);
  });

  test.each([
    { username: 'a b' },
    { username: 'ab' },
    { username: '' },
    { username: '\ufdfa'.repeat(9) },
    { email: 'nowhere' },
  ])('refuses %j', async (body) => {
    const dan = await aPerson(api);

    const answer = await as(dan, method, pathOf(dan), body);

    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      anError('invalid_input', { [Object.keys(body)[0]!]: sentences }),
    ]);
  });
});

test.each([(id: string) => `/api/users/${id}/`, (id: string) => `/expo/api/users/${id}/profile/`])(
  'of oneself nobody changes what nobody asked for: %s',
  async (pathOf) => {
    const dan = await aPerson(api);
    const before = await api.ctx.db.user.findUniqueOrThrow({ where: { id: dan.id } });
    const more = { is_staff: true, isStaff: true, active: false, passwordHash: 'x', emailKey: 'x', id: ana.id };

    const headers = { authorization: `Bearer ${dan.access}` };
    const payload = { ...more, username: dan.username };
    const answer = await api.app.inject({ method: 'PUT', url: pathOf(dan.id), headers, payload });

    expect(answer.statusCode).toBe(200);
    const after = await api.ctx.db.user.findUniqueOrThrow({ where: { id: dan.id } });
    expect({ ...after, updatedAt: before.updatedAt }).toEqual(before);
  },
);

test('two who want the same name at once: one gets it, the other hears why not', async () => {
  const crowd = await people(api, 4);

  const answers = await Promise.all(
    crowd.map((person) => as(person, 'PUT', '/users/profile/', { username: 'wanted' })),
  );

  const outcomes = answers.map((answer) =>
    answer.statusCode === 200 ? 'got it' : answer.json<{ code: string }>().code,
  );
  expect(outcomes.toSorted()).toEqual(['got it', 'username_taken', 'username_taken', 'username_taken']);
});

test('staff change the address of somebody else without a password, and their own with it', async () => {
  const dan = await aPerson(api);

  const moved = await as(staff, 'PATCH', `/users/${dan.id}/`, { email: `by-staff-${dan.id}@example.com` });
  const own = await as(staff, 'PATCH', `/users/${staff.id}/`, { email: `own-${dan.id}@example.com` });

  expect(moved.json()).toMatchObject({ email: `by-staff-${dan.id}@example.com` });
  expect(own.json()).toMatchObject({ code: 'password_required' });
});

test('a password that is changed while it is compared is good for no new address any more', async () => {
  const dan = await aPersonWithPassword();
  meanwhile = async () => {
    await api.ctx.db.user.update({ where: { id: dan.id }, data: { passwordHash: 'another' } });
  };
  onTestFinished(() => void (meanwhile = async () => {}));

  const late = await as(dan, 'PATCH', '/users/profile/', { email: `new-${dan.id}@example.com`, password });

  expect([late.statusCode, late.json()]).toStrictEqual([400, anError('wrong_password')]);
  expect((await dan.get('/users/me/')).json()).toMatchObject({ email: `${dan.username}@example.com` });
});

describe('deactivating an account', () => {
  async function registered(name: string): Promise<{ id: string; access: string; refresh: string }> {
    const body = { username: name, email: `${name}@example.com`, password };
    const answer = (await ask(api, 'POST', '/auth/register/', { body })).json<{
      user: User;
      access: string;
      refresh: string;
    }>();
    return { ...answer, id: answer.user.id };
  }

  test.each([
    ['oneself', (self: string) => self],
    ['by staff', () => staff.access],
  ])('ends everything: %s', async (_who, tokenOf) => {
    const { id, access, refresh } = await registered(`leaver-${_who.length}`);

    expect((await ask(api, 'DELETE', `/users/${id}/`, { access: tokenOf(access) })).statusCode).toBe(204);

    expect((await ask(api, 'GET', '/users/me/', { access })).statusCode).toBe(401);
    expect((await ask(api, 'POST', '/auth/token/refresh/', { body: { refresh } })).statusCode).toBe(401);
    const login = { username: `leaver-${_who.length}`, password };
    expect((await ask(api, 'POST', '/auth/login/', { body: login })).statusCode).toBe(401);
    expect((await as(ana, 'GET', `/users/${id}/`)).statusCode).toBe(404);
    expect(names(await as(ana, 'GET', '/users/?search=leaver'))).toEqual([]);
    const ended = { type: 'session.ended', user_id: id, session_ids: null };
    await expect.poll(() => api.published).toContainEqual(ended);
  });

  test('leaves a name taken', async () => {
    const { access, id } = await registered('gone');
    await ask(api, 'DELETE', `/users/${id}/`, { access });

    const body = { username: 'GONE', email: 'other@example.com', password };
    const answer = await ask(api, 'POST', '/auth/register/', { body });

    expect(answer.json()).toMatchObject({ code: 'username_taken' });
  });
});
