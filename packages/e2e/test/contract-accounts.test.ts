import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi, imageForm, readPages, type Sent } from './support/call-api.js';
import { ChatSocket } from './support/chat-socket.js';
import { aToken, aUser, anError, anId } from './support/contract-shapes.js';
import { makeStaff } from './support/make-staff.js';
import { gather, logIn, register, type Person } from './support/person.js';
import { png } from './support/png.js';

/** CONTRACT.md in its order: what holds everywhere, and its table down to users. */

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

let stack: Stack;
let api: Address;
let round = 0;
let ana: Person;
let ben: Person;
let staff: Person;
beforeAll(async () => {
  stack = await startStack();
  api = stack.apis[0]!;
  staff = await register(api, 'zoe-of-staff');
  await makeStaff(stack.postgres, staff);
});
afterAll(() => stack.stop());

async function newPeople(): Promise<void> {
  round += 1;
  [ana, ben] = await Promise.all([register(api, `ana-${String(round)}`), register(api, `ben-${String(round)}`)]);
}

const call = (who: Person | undefined, route: string, sent?: Sent) => callApi(api, who, route, sent);

describe('everywhere', () => {
  const open = ['POST /auth/register', 'POST /auth/login', 'POST /auth/token/refresh', 'GET /health'];
  const guarded = [
    'POST /auth/logout',
    'GET /users',
    ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /users/${NOBODY}`),
    'GET /users/me',
    ...['PUT', 'PATCH'].flatMap((method) => [`${method} /users/${NOBODY}/profile`, `${method} /users/profile`]),
    `PUT /users/${NOBODY}/profile-image`,
    'GET /chats',
    'POST /chats',
    ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /chats/${NOBODY}`),
    ...['add_participants', 'remove_participants', 'leave'].map((what) => `POST /chats/${NOBODY}/${what}`),
    ...['GET', 'POST'].flatMap((method) => [`${method} /chats/${NOBODY}/messages`, `${method} /messages`]),
    `GET /chats/${NOBODY}/participants`,
    ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /messages/${NOBODY}`),
    `PUT /messages/${NOBODY}/status`,
    `PUT /messages/read/${NOBODY}`,
    `PUT /messages/status/update-all/${NOBODY}`,
    ...['GET', 'POST'].map((method) => `${method} /reactions`),
    'GET /reactions/types',
    `DELETE /reactions/${NOBODY}`,
  ];

  test.each(guarded)('%s is there with and without its slash, for those with a token', async (route) => {
    for (const slash of ['', '/']) {
      expect(await call(undefined, route + slash)).toMatchObject({ status: 401, body: anError('not_authenticated') });
    }
  });

  test.each(open)('%s is there with and without its slash, for everybody', async (route) => {
    const [first, second] = [await call(undefined, route), await call(undefined, `${route}/`)];
    expect(first).toEqual(second);
    expect([200, 400]).toContain(first.status);
  });

  test.each([
    ['PUT /users/{id}/', { email: 'nobody' }, 400, anError('invalid_input', 'email')],
    ['GET /chats/{id}/', undefined, 404, anError('chat_not_found')],
    ['GET /nothing/', undefined, 404, anError('not_found')],
    ['DELETE /chats/', undefined, 405, anError('method_not_allowed')],
  ])(
    'an error of %s has a sentence twice, a code, and what is wrong with which field',
    async (route, sent, status, error) => {
      const { status: answered, body } = await call(staff, route.replace('{id}', NOBODY), sent);
      expect([answered, body]).toStrictEqual([status, error]);
      const { detail, message } = body as { detail: string; message: string };
      expect(message).toBe(detail);
    },
  );
});

describe('auth', () => {
  beforeEach(newPeople);
  const newcomer = () => ({
    username: `new-${String(round)}`,
    email: `new-${String(round)}@example.com`,
    password: 'long enough',
  });

  test('POST /auth/register/', async () => {
    const { username, email, password } = newcomer();
    const wrong = await call(undefined, 'POST /auth/register/', { ...newcomer(), password2: 'another one' });
    expect([wrong.status, wrong.body]).toStrictEqual([400, anError('invalid_input', 'password2')]);

    const { status, body } = await call(undefined, 'POST /auth/register/', {
      username,
      email,
      password,
      password2: password,
    });
    const user = { ...aUser({ id: '', username }, { email }), id: anId };
    expect([status, body]).toStrictEqual([201, { user, access: aToken, refresh: aToken }]);
  });

  test('POST /auth/login/, by name or e-mail address', async () => {
    const { username, email, password } = ana;
    for (const name of [username, email!]) {
      const { status, body } = await call(undefined, 'POST /auth/login/', { username: name, password });
      expect([status, body]).toStrictEqual([200, { user: aUser(ana, { email }), access: aToken, refresh: aToken }]);
    }
    const { status, body } = await call(undefined, 'POST /auth/login/', { username, password: 'another one' });
    expect([status, body]).toStrictEqual([401, anError('invalid_credentials')]);
  });

  test('POST /auth/token/refresh/ rotates; used twice, a refresh token ends its whole session', async () => {
    const exchange = (refresh: string) => call(undefined, 'POST /auth/token/refresh/', { refresh });
    const { status, body } = await exchange(ana.refresh);
    expect([status, body]).toStrictEqual([200, { access: aToken, refresh: aToken }]);
    const next = body as { access: string; refresh: string };
    expect(next.refresh).not.toBe(ana.refresh);
    expect(await call({ ...ana, access: next.access }, 'GET /users/me/')).toMatchObject({ status: 200 });

    expect(await exchange(ana.refresh)).toMatchObject({ status: 401, body: anError('invalid_refresh_token') });
    expect(await exchange(next.refresh)).toMatchObject({ status: 401, body: anError('invalid_refresh_token') });
    expect(await call({ ...ana, access: next.access }, 'GET /users/me/')).toMatchObject({ status: 401 });
  });

  test.each([[false], [true]])(
    'POST /auth/logout/ ends the session and its sockets (refresh sent: %s)',
    async (withRefresh) => {
      const { chatId, people } = await gather(api, 1);
      const [phone, laptop] = [people[0]!, await logIn(api, people[0]!)];
      const [onPhone, onLaptop] = [
        await ChatSocket.open(api, chatId, phone.access),
        await ChatSocket.open(api, chatId, laptop.access),
      ];

      const { status, body } = await call(
        phone,
        'POST /auth/logout/',
        withRefresh ? { refresh: phone.refresh } : undefined,
      );

      expect([status, body]).toStrictEqual([200, { detail: expect.any(String) as unknown }]);
      expect(await onPhone.closed()).toBe(4401);
      expect(await call(phone, 'GET /users/me/')).toMatchObject({ status: 401 });
      expect(await call(laptop, 'GET /users/me/')).toMatchObject({ status: 200 });
      expect(onLaptop.isOpen).toBe(true);
      onLaptop.leave();
    },
  );
});

describe('users', () => {
  beforeEach(newPeople);
  const list = async (who: Person, query: string) => (await call(who, `GET /users/${query}`)).body as Person[];

  test('GET /users/: e-mail addresses only of oneself, and for staff', async () => {
    // Other tests give people names that hold these.
    const seenBy = async (viewer: Person) =>
      (await list(viewer, `?search=-${String(round)}`)).filter(({ id }) => id === ana.id || id === ben.id);
    const two = [ana, ben].map((person) => aUser(person));
    expect(await seenBy(ana)).toStrictEqual([{ ...two[0], email: ana.email }, two[1]]);
    expect(await seenBy(staff)).toStrictEqual([ana, ben].map((person) => aUser(person, { email: person.email })));
  });

  test('GET /users/: `limit`, and `Link` to the end', async () => {
    const all = (await list(ana, '')).map(({ id }) => id);
    expect(all.length).toBeGreaterThan(2);
    const pages = await readPages<Person>(api, ana, '/users?limit=2');
    expect(pages.every((page, i) => page.length === 2 || i === pages.length - 1)).toBe(true);
    expect(pages.flat().map(({ id }) => id)).toEqual(all);
  });

  test('GET /users/{id}/, /users/me/', async () => {
    const mine = [200, aUser(ana, { email: ana.email })];
    for (const path of ['me', ana.id]) {
      const { status, body } = await call(ana, `GET /users/${path}/`);
      expect([status, body]).toStrictEqual(mine);
    }
    const { status, body } = await call(ana, `GET /users/${ben.id}/`);
    expect([status, body]).toStrictEqual([200, aUser(ben)]);
  });

  test.each(['PUT', 'PATCH'])('%s /users/{id}/, /users/{id}/profile/, /users/profile/', async (method) => {
    const { password } = ana;
    let picture: unknown = null;
    for (const [i, path] of [ana.id, `${ana.id}/profile`, 'profile'].entries()) {
      const username = `${ana.username}-${String(i)}`;
      const email = `${username}@example.com`;
      const renamed = await call(ana, `${method} /users/${path}/`, { username });
      expect([renamed.status, renamed.body]).toStrictEqual([
        200,
        aUser({ ...ana, username }, { email: expect.any(String) as unknown, profile_img: picture }),
      ]);
      const { body } = await call(
        ana,
        `${method} /users/${path}/`,
        imageForm('profile_image', png, { email, password }),
      );
      picture = expect.stringContaining(ana.id);
      expect(body).toStrictEqual(aUser({ ...ana, username }, { email, profile_img: picture }));
    }
    const [other, byStaff] = [
      await call(ben, `${method} /users/${ana.id}/`, {}),
      await call(staff, `${method} /users/${ana.id}/profile/`, {}),
    ];
    expect([other.status, other.body, byStaff.status]).toStrictEqual([403, anError('not_allowed'), 200]);
  });

  test.each(['image', 'profile_image'])(
    'PUT /users/{id}/profile-image/, field %s: anybody sees it, under its address',
    async (field) => {
      const { status, body } = await call(ana, `PUT /users/${ana.id}/profile-image/`, imageForm(field, png));
      const { imageUrl } = body as { imageUrl: string };
      expect([status, body]).toStrictEqual([200, { imageUrl, profile_img: imageUrl }]);
      expect(imageUrl).toMatch(new RegExp(`^http.*/media/profile/${ana.id}/[\\da-f-]{36}\\.\\w+$`));
      const image = await fetch(imageUrl);
      expect([image.status, image.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)]);
      await image.body?.cancel();
      expect((await call(ben, `GET /users/${ana.id}/`)).body).toMatchObject({ profile_img: imageUrl });
    },
  );

  test('DELETE /users/{id}/ deactivates: oneself or staff only', async () => {
    expect(await call(ben, `DELETE /users/${ana.id}/`)).toMatchObject({ status: 403, body: anError('not_allowed') });
    expect(await call(ana, `DELETE /users/${ana.id}/`)).toMatchObject({ status: 204, body: undefined });
    expect(await call(staff, `DELETE /users/${ben.id}/`)).toMatchObject({ status: 204, body: undefined });
    for (const { id, username, password } of [ana, ben]) {
      expect(await call(undefined, 'POST /auth/login/', { username, password })).toMatchObject({ status: 401 });
      expect((await list(staff, `?search=${username}`)).filter((found) => found.id === id)).toEqual([]);
    }
  });
});

test('GET /health/, and the docs', async () => {
  const { status, body } = await call(undefined, 'GET /health/');
  const healthy = {
    status: 'healthy',
    database: 'connected',
    redis: 'connected',
    version: expect.any(String) as unknown,
  };
  expect([status, body]).toStrictEqual([200, healthy]);
  for (const [path, type] of [
    ['/swagger/', 'text/html'],
    ['/swagger.json', 'application/json'],
    ['/redoc/', 'text/html'],
  ]) {
    const page = await fetch(api.url + path!);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining(type!)]);
    await page.body?.cancel();
  }
});
