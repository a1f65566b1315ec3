import { decoyHash, hashPassword, verifyPassword } from '@besage/auth';
import type { User } from '@besage/contracts';
import { recordStatements } from '@besage/stack/testing';
import { newId } from '@besage/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { aPerson, type Person } from './support/person.js';
import { aTime, aToken, anError } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

/** The hashes that passwords were compared with. */
const compared: string[] = [];
const api = await startTestApi(
  {},
  {
    verifyPassword: (hashed, ...rest) => {
      compared.push(hashed);
      return verifyPassword(hashed, ...rest);
    },
  },
);
afterAll(() => api.close());

const password = 'correct horse';
const login = (username: string, given = password): Promise<Answer> =>
  ask(api, 'POST', '/auth/login/', { body: { username, password: given } });

let ana: Person;
beforeAll(async () => {
  ana = await aPerson(api, 'Ana');
  await api.ctx.db.user.update({ where: { id: ana.id }, data: { passwordHash: await hashPassword(password) } });
});

test.each(['Ana', 'ANA', 'ａｎａ', 'ana@example.com', 'Ana@Example.com'])('lets in by %s', async (name) => {
  const answer = await login(name);

  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toStrictEqual({
    user: {
      id: ana.id,
      username: 'Ana',
      email: 'ana@example.com',
      profile_img: null,
      created_at: aTime,
      updated_at: aTime,
    },
    access: aToken,
    refresh: aToken,
  });
});

test('a wrong password and an unknown name get the same answer', async () => {
  const wrong = await login('ana', 'wrong horse');
  const unknown = await login('nobody');

  expect(wrong.statusCode).toBe(401);
  expect(wrong.json()).toStrictEqual(anError('invalid_credentials'));
  expect([unknown.statusCode, unknown.body]).toEqual([wrong.statusCode, wrong.body]);
});

test('an unknown name costs the same work as a wrong password', async () => {
  const { passwordHash } = await api.ctx.db.user.findUniqueOrThrow({ where: { id: ana.id } });
  const deactivated = await aPerson(api, 'deactivated');
  await api.ctx.db.user.update({ where: { id: deactivated.id }, data: { passwordHash, active: false } });
  const workFor = async (name: string) => {
    compared.length = 0;
    const stop = recordStatements();
    await login(name, 'wrong horse');
    return { statements: stop(), hashes: [...compared] };
  };

  const [known, unknown, gone] = [await workFor('ana'), await workFor('nobody'), await workFor('deactivated')];

  expect([known.hashes, unknown.hashes, gone.hashes]).toEqual([[passwordHash], [decoyHash], [passwordHash]]);
  const costOf = ([hash = '']: string[]) => hash.split('$').slice(0, 4);
  expect(costOf(unknown.hashes)).toEqual(costOf(known.hashes));
  expect(known.statements.length).toBeGreaterThan(0);
  expect([unknown.statements, gone.statements]).toEqual([known.statements, known.statements]);
});

test('every login is a session of its own', async () => {
  const kept = (await login('ana')).json<{ access: string }>();
  const ended = (await login('ana')).json<{ access: string }>();

  await ask(api, 'POST', '/auth/logout/', { access: ended.access, body: {} });

  expect((await ask(api, 'GET', '/chats/', { access: ended.access })).statusCode).toBe(401);
  expect((await ask(api, 'GET', '/chats/', { access: kept.access })).statusCode).toBe(200);
});

test('a login forgets the sessions that were over long ago', async () => {
  const old = await aPerson(api, 'old');
  const { passwordHash } = await api.ctx.db.user.findUniqueOrThrow({ where: { id: ana.id } });
  await api.ctx.db.user.update({ where: { id: old.id }, data: { passwordHash } });
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);
  const make = async (data: { endedAt?: Date; expiresAt: Date }) => {
    const session = { id: newId(), userId: old.id, refreshHash: new Uint8Array(), ...data };
    return (await api.ctx.db.session.create({ data: session })).id;
  };
  const gone = [await make({ endedAt: daysAgo(31), expiresAt: daysAgo(-1) }), await make({ expiresAt: daysAgo(31) })];
  const kept = [
    await make({ endedAt: daysAgo(29), expiresAt: daysAgo(-1) }),
    await make({ expiresAt: daysAgo(29) }),
    await make({ expiresAt: daysAgo(-1) }),
  ];

  expect((await login('old')).statusCode).toBe(200);

  const left = await api.ctx.db.session.findMany({ where: { id: { in: [...gone, ...kept] } } });
  expect(left.map(({ id }) => id).toSorted()).toEqual(kept.toSorted());
});

test('somebody whose username is the address of another logs in as themselves', async () => {
  const bea = await aPerson(api, 'bea');
  const twin = await aPerson(api, 'bea@example.com');
  const passwordHash = await hashPassword(password);
  await api.ctx.db.user.updateMany({ where: { id: { in: [bea.id, twin.id] } }, data: { passwordHash } });

  const answer = await login('bea@example.com');

  expect(answer.json<{ user: User }>().user.id).toBe(twin.id);
});

test('somebody whose address is the username of another is not kept out by that', async () => {
  const cleo = await aPerson(api, 'cleo');
  const squatter = await aPerson(api, 'cleo@example.com');
  const [ofCleo, ofSquatter] = [await hashPassword(password), await hashPassword('another horse')];
  await api.ctx.db.user.update({ where: { id: cleo.id }, data: { passwordHash: ofCleo } });
  await api.ctx.db.user.update({ where: { id: squatter.id }, data: { passwordHash: ofSquatter } });
  const whoIs = async (given: string) => (await login('cleo@example.com', given)).json<{ user?: User }>().user?.id;

  expect(await whoIs(password)).toBe(cleo.id);
  expect(await whoIs('another horse')).toBe(squatter.id);
  expect(await whoIs('no horse')).toBeUndefined();
  await api.ctx.db.user.update({ where: { id: squatter.id }, data: { active: false } });
  expect(await whoIs(password)).toBe(cleo.id);
  expect(await whoIs('another horse')).toBeUndefined();
});

test('the deactivated are not let in', async () => {
  const gone = await aPerson(api, 'gone');
  const passwordHash = await hashPassword(password);
  await api.ctx.db.user.update({ where: { id: gone.id }, data: { passwordHash, active: false } });

  const answer = await login('gone');

  expect(answer.statusCode).toBe(401);
  expect(answer.json()).toStrictEqual(anError('invalid_credentials'));
});

test.each([
  ['', password],
  ['ana', ''],
  ['a'.repeat(255), password],
  ['nul\0l', password],
  ['half \ud83d', password],
  ['ana', 'a'.repeat(1025)],
])('refuses before it costs anything what cannot be right: %j, %j', async (name, given) => {
  const answer = await login(name, given);

  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'invalid_input' });
});
