import { Account, AuditEntry, ChatOverview, Counts, Message, Session } from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSuperuser, promote } from '../src/cli/create-superuser.js';
import { ask, type Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, people, type Person } from './support/person.js';
import { anError } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

const accounts = Compile(Type.Array(Account));
const chats = Compile(Type.Array(ChatOverview));
const messages = Compile(Type.Array(Message));
const sessions = Compile(Type.Array(Session));
const entries = Compile(Type.Array(AuditEntry));

/** Somebody who was made staff on the terminal. */
async function aStaffMember(): Promise<Person> {
  const person = await aPerson(api);
  await promote(api.ctx, person.username);
  return person;
}

let staff: Person;
beforeAll(async () => {
  staff = await aStaffMember();
});

const patch = ({ access }: Person, path: string, body: object): Promise<Answer> =>
  ask(api, 'PATCH', path, { access, body });
const remove = ({ access }: Person, path: string): Promise<Answer> => ask(api, 'DELETE', path, { access });

/** What the audit says of a target, the latest first. */
async function auditOf(target: string): Promise<{ action: string; actor: string | undefined }[]> {
  const found = entries.Parse((await staff.get(`/admin/audit?target=${target}`)).json());
  return found.map(({ action, actor }) => ({ action, actor: actor?.username }));
}

describe('who is not staff', () => {
  test.each([
    ['GET', '/admin/users'],
    ['GET', '/admin/users/:user'],
    ['PATCH', '/admin/users/:user'],
    ['GET', '/admin/users/:user/sessions'],
    ['DELETE', '/admin/users/:user/sessions'],
    ['DELETE', '/admin/users/:user/sessions/:user'],
    ['GET', '/admin/chats'],
    ['GET', '/admin/chats/:chat'],
    ['GET', '/admin/chats/:chat/messages'],
    ['DELETE', '/admin/messages/:chat'],
    ['GET', '/admin/counts'],
    ['GET', '/admin/audit'],
  ] as const)('gets 403 for %s %s', async (method, path) => {
    const [me, other] = await people(api, 2);
    const chatId = await aChat(api, [me!, other!]);
    const answer = await ask(api, method, path.replaceAll(':user', other!.id).replace(':chat', chatId), {
      access: me!.access,
      ...(method === 'PATCH' && { body: { active: false } }),
    });

    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toEqual(anError('not_allowed'));
  });

  test('is so from the moment on at which it is taken from them', async () => {
    const former = await aStaffMember();
    expect((await former.get('/admin/counts')).statusCode).toBe(200);

    expect((await patch(staff, `/admin/users/${former.id}`, { is_staff: false })).statusCode).toBe(200);

    expect((await former.get('/admin/counts')).statusCode).toBe(403);
    expect(await auditOf(former.id)).toEqual([
      { action: 'user.unmade_staff', actor: staff.username },
      { action: 'user.made_staff', actor: undefined },
    ]);
  });
});

describe('accounts', () => {
  test('are found by part of the name, by the address, and when deactivated', async () => {
    const person = await aPerson(api, 'Zacarias.Quiroga');
    await patch(staff, `/admin/users/${person.id}`, { active: false });

    for (const search of ['carias.qui', 'ZACARIAS.QUIROGA@example.com']) {
      const found = accounts.Parse((await staff.get(`/admin/users?search=${search}`)).json());
      expect(found.map(({ id, active }) => ({ id, active }))).toEqual([{ id: person.id, active: false }]);
    }
    expect((await staff.get('/admin/users?search=carias.qui&active=true')).json()).toEqual([]);
    expect((await staff.get('/admin/users?search=carias.qui&is_staff=true')).json()).toEqual([]);
  });

  test('are paged by name', async () => {
    await people(api, 3);
    const names: string[] = [];
    for (const page of await followLinks<Account>(staff, '/admin/users?limit=2')) {
      expect(page.length).toBeLessThanOrEqual(2);
      names.push(...accounts.Parse(page).map(({ username }) => username));
    }

    expect(names.length).toBe(await api.ctx.db.user.count());
    expect(new Set(names).size).toBe(names.length);
  });

  test('that are deactivated are logged out at once, and do not come back by themselves', async () => {
    const person = await aPerson(api);

    const answer = await patch(staff, `/admin/users/${person.id}`, { active: false });

    expect(answer.json()).toMatchObject({ id: person.id, active: false });
    expect((await person.get('/users/me')).statusCode).toBe(401);
    await expect
      .poll(() => api.published)
      .toContainEqual({ type: 'session.ended', user_id: person.id, session_ids: null });

    await patch(staff, `/admin/users/${person.id}`, { active: true });
    expect((await person.get('/users/me')).statusCode).toBe(401);
    expect(await auditOf(person.id)).toEqual([
      { action: 'user.reactivated', actor: staff.username },
      { action: 'user.deactivated', actor: staff.username },
    ]);
  });

  test('of others leave a trace when staff change them by the ordinary routes', async () => {
    const [changed, deleted, own] = await people(api, 3);
    await patch(staff, `/users/${changed!.id}`, { email: `${changed!.id}@example.org` });
    await remove(staff, `/users/${deleted!.id}`);
    await patch(own!, `/users/${own!.id}`, { username: `own-${own!.id}` });
    await remove(own!, `/users/${own!.id}`);

    expect(await auditOf(changed!.id)).toEqual([{ action: 'user.changed', actor: staff.username }]);
    expect(await auditOf(deleted!.id)).toEqual([{ action: 'user.deactivated', actor: staff.username }]);
    expect(await auditOf(own!.id)).toEqual([{ action: 'user.deactivated', actor: `own-${own!.id}` }]);
  });

  test('that do not exist are 404', async () => {
    const nobody = '019f0000-0000-7000-8000-000000000000';
    expect((await staff.get(`/admin/users/${nobody}`)).json()).toEqual(anError('user_not_found'));
    expect((await patch(staff, `/admin/users/${nobody}`, { active: false })).statusCode).toBe(404);
    expect((await staff.get(`/admin/users/${nobody}/sessions`)).statusCode).toBe(404);
    expect((await remove(staff, `/admin/users/${nobody}/sessions`)).statusCode).toBe(404);
  });
});

describe('the last who is staff', () => {
  test('stays it, whoever wants something else and at the same moment', async () => {
    const lonely = await startTestApi();
    const [one, two] = [await aPerson(lonely), await aPerson(lonely)];
    for (const { username } of [one, two]) await promote(lonely.ctx, username);
    const change = (by: Person, of: Person, body: object) =>
      ask(lonely, 'PATCH', `/admin/users/${of.id}`, { access: by.access, body });

    const both = await Promise.all([change(one, two, { is_staff: false }), change(two, one, { active: false })]);
    const staffNow = await lonely.ctx.db.user.findMany({ where: { isStaff: true, active: true } });
    expect(both.map(({ statusCode }) => statusCode).toSorted()).not.toEqual([200, 200]);
    expect(staffNow.length).toBe(1);

    const last = [one, two].find(({ id }) => id === staffNow[0]!.id)!;
    expect((await change(last, last, { is_staff: false })).json()).toEqual(anError('last_staff'));
    expect((await change(last, last, { active: false })).json()).toEqual(anError('last_staff'));
    const left = await ask(lonely, 'DELETE', `/users/${last.id}`, { access: last.access });
    expect(left.json()).toEqual(anError('last_staff'));
    await lonely.close();
  });
});

describe('sessions', () => {
  test('are listed, ended one by one and all together', async () => {
    const person = await aPerson(api);
    const path = `/admin/users/${person.id}/sessions`;
    const [session, ...others] = sessions.Parse((await staff.get(path)).json());
    expect(others).toEqual([]);

    expect((await remove(staff, `${path}/${session!.id}`)).statusCode).toBe(204);

    expect((await person.get('/users/me')).statusCode).toBe(401);
    expect((await staff.get(path)).json()).toEqual([]);
    expect((await remove(staff, `${path}/${session!.id}`)).json()).toEqual(anError('session_not_found'));
    await expect
      .poll(() => api.published)
      .toContainEqual({ type: 'session.ended', user_id: person.id, session_ids: [session!.id] });
    expect((await remove(staff, path)).statusCode).toBe(204);
    expect(await auditOf(person.id)).toEqual([{ action: 'sessions.ended', actor: staff.username }]);
  });
});

describe('chats and messages', () => {
  test('chats are found by name and by who is in, without what is said', async () => {
    const [ana, ben] = await people(api, 2);
    const group = await aChat(api, [ana!, ben!], 'Wandergruppe Süd');
    const direct = await aChat(api, [ana!, ben!]);
    await ana!.post(`/chats/${group}/messages`, { content: 'between us' });

    const byName = await staff.get('/admin/chats?search=gruppe%20s%C3%BCd');
    expect(chats.Parse(byName.json()).map(({ id }) => id)).toEqual([group]);
    const byPerson = await staff.get(`/admin/chats?user=${ben!.id}`);
    expect(chats.Parse(byPerson.json()).map(({ id }) => id)).toEqual([direct, group]);
    const one = await staff.get(`/admin/chats/${group}`);
    expect(one.json()).toMatchObject({ id: group, name: 'Wandergruppe Süd', participant_count: 2 });
    for (const { body } of [byName, byPerson, one]) expect(body).not.toContain('between us');
    expect(await auditOf(group)).toEqual([]);
  });

  test('messages are read page by page, and every look is in the audit', async () => {
    const [ana, ben] = await people(api, 2);
    const chatId = await aChat(api, [ana!, ben!]);
    for (const content of ['one', 'two', 'three']) await ana!.post(`/chats/${chatId}/messages`, { content });

    const first = await staff.get(`/admin/chats/${chatId}/messages?limit=2`);
    expect(messages.Parse(first.json()).map(({ content }) => content)).toEqual(['three', 'two']);
    const next = /^<\/api(.+)>; rel="next"$/.exec(String(first.headers.link))![1]!;
    const second = await staff.get(next);
    expect(messages.Parse(second.json()).map(({ content, status }) => `${content} ${status}`)).toEqual(['one sent']);

    const read = { action: 'messages.read', actor: staff.username };
    expect(await auditOf(chatId)).toEqual([read, read]);
  });

  test('a message is deleted for everybody, once', async () => {
    const [ana, ben] = await people(api, 2);
    const chatId = await aChat(api, [ana!, ben!]);
    const { id } = (await ana!.post(`/chats/${chatId}/messages`, { content: 'nasty' })).json<Message>();

    expect((await remove(staff, `/admin/messages/${id}`)).statusCode).toBe(204);
    expect((await remove(staff, `/admin/messages/${id}`)).statusCode).toBe(204);

    expect((await ben!.get(`/messages/${id}`)).json()).toMatchObject({ content: '', deleted: true });
    const deleted = () => api.published.filter((event) => event.type === 'message.deleted' && event.chat_id === chatId);
    await expect.poll(deleted).toHaveLength(1);
    expect(deleted()[0]).toMatchObject({ actor_id: staff.id, data: { message: { id } } });
    expect(await auditOf(id)).toEqual([{ action: 'message.deleted', actor: staff.username }]);
    expect((await remove(staff, `/admin/messages/${chatId}`)).json()).toEqual(anError('message_not_found'));
  });
});

test('counts say how much there is', async () => {
  const { db } = api.ctx;
  const counts = Compile(Counts).Parse((await staff.get('/admin/counts')).json());

  expect(counts).toMatchObject({
    users: await db.user.count(),
    active_users: await db.user.count({ where: { active: true } }),
    chats: await db.chat.count(),
    messages: await db.message.count(),
    sessions: await db.session.count({ where: { endedAt: null } }),
    estimated: [],
  });
});

test('large tables are estimated', async () => {
  const large = await startTestApi();
  const { db } = large.ctx;
  await db.$executeRaw`
    INSERT INTO chats (id, kind, participant_count) SELECT gen_random_uuid(), 'group', 0 FROM generate_series(1, 120000)`;
  await db.$executeRaw`ANALYZE chats`;
  const { access, username } = await aPerson(large);
  await promote(large.ctx, username);

  const counts = Compile(Counts).Parse((await ask(large, 'GET', '/admin/counts', { access })).json());

  expect(counts.estimated).toEqual(['chats']);
  expect(counts.chats).toBeGreaterThan(100_000);
  expect(counts.users).toBe(1);
  await large.close();
});

describe('the audit', () => {
  test('is paged, the latest first, and told by who did it', async () => {
    const mine = await aStaffMember();
    const targets = await people(api, 3);
    for (const { id } of targets) await patch(mine, `/admin/users/${id}`, { active: false });

    const first = await mine.get(`/admin/audit?actor=${mine.id}&limit=2`);
    const next = /^<\/api(.+)>; rel="next"$/.exec(String(first.headers.link))![1]!;
    const all = [...entries.Parse(first.json()), ...entries.Parse((await mine.get(next)).json())];

    expect(all.map(({ target }) => target)).toEqual(targets.map(({ id }) => id).toReversed());
  });

  test('is never changed', async () => {
    const change = api.ctx.db.auditEntry.updateMany({ data: { action: 'nothing' } });
    await expect(change).rejects.toThrow(/never changed/);
    await expect(api.ctx.db.auditEntry.deleteMany()).rejects.toThrow(/never changed/);
  });
});

describe('besage create-superuser', () => {
  const input = { username: 'root.staff', email: 'root@example.com', password: 'correct horse battery' };

  test('creates somebody who can log in and is staff', async () => {
    expect(await createSuperuser(api.ctx, input)).toBe(input.username);

    const { access } = (await ask(api, 'POST', '/auth/login', { body: input })).json<{ access: string }>();
    expect((await ask(api, 'GET', '/admin/counts', { access })).statusCode).toBe(200);
  });

  test.each([
    ['username', { ...input, username: 'a b' }],
    ['email', { ...input, email: 'nowhere' }],
    ['password', { ...input, password: 'short' }],
  ])('refuses a wrong %s', async (field, wrong) => {
    await expect(createSuperuser(api.ctx, wrong)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(createSuperuser(api.ctx, wrong)).rejects.toHaveProperty(['errors', field]);
  });

  test('refuses what is easily guessed', async () => {
    const weak = createSuperuser(api.ctx, { ...input, username: 'weak', password: 'password1' });
    await expect(weak).rejects.toMatchObject({ code: 'weak_password' });
  });

  test('promotes by the address too, and nobody who is not there', async () => {
    const { id, username } = await aPerson(api);
    expect(await promote(api.ctx, `${username}@example.com`)).toBe(username);
    expect((await api.ctx.db.user.findUniqueOrThrow({ where: { id } })).isStaff).toBe(true);
    await expect(promote(api.ctx, 'nobody at all')).rejects.toMatchObject({ code: 'user_not_found' });
  });
});
