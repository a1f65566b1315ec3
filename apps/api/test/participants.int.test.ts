import type { Chat, Participant, Role } from '@besage/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './support/ask.js';
import { aChat } from './support/chat.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, people, type Person } from './support/person.js';
import { anError } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

let ana: Person, ben: Person, cleo: Person, dan: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben, cleo, dan] = await Promise.all(
    ['ana', 'ben', 'cleo', 'dan'].map((name) => aPerson(api, name)) as [
      Promise<Person>,
      Promise<Person>,
      Promise<Person>,
      Promise<Person>,
    ],
  );
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben, cleo], 'Room');
});

const add = (who: Person, ids: unknown) => who.post(`/chats/${chat}/add_participants/`, { users_ids: ids });
const remove = (who: Person, ids: unknown) => who.post(`/chats/${chat}/remove_participants/`, { users_ids: ids });
const leave = (who: Person) => who.post(`/chats/${chat}/leave/`, {});
const setRole = (who: Person, whose: Person, role: string) =>
  ask(api, 'PATCH', `/chats/${chat}/participants/${whose.id}/`, { access: who.access, body: { role } });

/** Who is in, with their roles, in the order of coming. */
async function roster(id = chat): Promise<string[]> {
  const rows = await api.ctx.db.participant.findMany({
    where: { chatId: id },
    include: { user: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ user, role }) => (role === 'member' ? user.username : `${user.username} (${role})`));
}
const rowOf = (id = chat) => api.ctx.db.chat.findUniqueOrThrow({ where: { id } });

describe('adding', () => {
  test.each([
    ['an array', (ids: string[]) => ids],
    ['that array as a JSON string', (ids: string[]) => JSON.stringify(ids)],
  ])('takes ids as %s', async (_form, of) => {
    const answer = await add(ana, of([dan.id]));

    expect(answer.statusCode).toBe(200);
    const { detail, participants } = answer.json<{ detail: string; participants: Participant[] }>();
    expect(detail).toMatch(/\.$/);
    expect(participants.map(({ user }) => user.username)).toEqual(['ana', 'ben', 'cleo', 'dan']);
    expect(await roster()).toEqual(['ana (owner)', 'ben', 'cleo', 'dan']);
    expect(await rowOf()).toMatchObject({ participantCount: 4, lastSeq: 2, rosterSeq: 2 });
  });

  test('skips who is in already, is unknown, malformed, twice there or deactivated', async () => {
    const gone = await aPerson(api);
    await api.ctx.db.user.update({ where: { id: gone.id }, data: { active: false } });
    const ids = [ben.id, '01931f5e-0000-7000-8000-000000000000', 'nonsense', dan.id, dan.id, gone.id];

    expect((await add(ana, ids)).statusCode).toBe(200);

    expect(await roster()).toEqual(['ana (owner)', 'ben', 'cleo', 'dan']);
  });

  test('of nobody new changes nothing', async () => {
    expect((await add(ana, [ben.id])).statusCode).toBe(200);
    expect(await rowOf()).toMatchObject({ participantCount: 3, lastSeq: 1 });
  });

  test.each([['nonsense'], ['{}'], [[1]], [undefined], ['[1]']])('refuses %j', async (ids) => {
    const answer = await add(ana, ids);

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'invalid_input']);
  });

  test('at once by two lets each in once', async () => {
    await Promise.all([add(ana, [dan.id]), add(ana, [dan.id]), add(ana, [dan.id])]);

    expect(await roster()).toEqual(['ana (owner)', 'ben', 'cleo', 'dan']);
    expect(await rowOf()).toMatchObject({ participantCount: 4, lastSeq: 2 });
  });

  test('to an archived chat is refused', async () => {
    await ask(api, 'DELETE', `/chats/${chat}/`, { access: ana.access });

    expect((await add(ana, [dan.id])).json()).toStrictEqual(anError('chat_archived'));
  });
});

describe('removing', () => {
  test.each([
    ['an array', (ids: string[]) => ids],
    ['that array as a JSON string', (ids: string[]) => JSON.stringify(ids)],
  ])('takes ids as %s', async (_form, of) => {
    const answer = await remove(ana, of([ben.id, cleo.id]));

    expect(answer.statusCode).toBe(200);
    expect(answer.json<{ participants: Participant[] }>().participants.map(({ user }) => user.username)).toEqual([
      'ana',
    ]);
    expect(await rowOf()).toMatchObject({ participantCount: 1, lastSeq: 2, active: true });
    expect((await ben.get(`/chats/${chat}/`)).statusCode).toBe(403);
    expect((await ben.post(`/chats/${chat}/messages/`, { content: 'still here' })).statusCode).toBe(403);
  });

  test('takes an id in capitals for the same id', async () => {
    await remove(ana, [ben.id.toUpperCase()]);

    expect(await roster()).toEqual(['ana (owner)', 'cleo']);
  });

  test('skips who is not in', async () => {
    expect((await remove(ana, [dan.id, 'nonsense'])).statusCode).toBe(200);
    expect(await rowOf()).toMatchObject({ participantCount: 3, lastSeq: 1 });
  });

  test('is all or nothing', async () => {
    await setRole(ana, ben, 'admin');

    expect((await remove(ben, [cleo.id, ana.id])).statusCode).toBe(403);

    expect(await roster()).toEqual(['ana (owner)', 'ben (admin)', 'cleo']);
  });

  test('and adding again starts anew: what was said meanwhile is not unread', async () => {
    await remove(ana, [ben.id]);
    await ana.post(`/chats/${chat}/messages/`, { content: 'without ben' });
    await add(ana, [ben.id]);

    expect((await ben.get(`/chats/${chat}/`)).json<Chat>().unread_count).toBe(0);
  });
});

describe('leaving', () => {
  test('makes the highest in rank who has been in longest the owner', async () => {
    await setRole(ana, cleo, 'admin');
    await leave(ana);
    expect(await roster()).toEqual(['ben', 'cleo (owner)']);
    await leave(cleo);
    expect(await roster()).toEqual(['ben (owner)']);
  });

  test('of the last archives the chat', async () => {
    for (const person of [ben, cleo, ana]) expect((await leave(person)).statusCode).toBe(200);

    expect(await roster()).toEqual([]);
    expect(await rowOf()).toMatchObject({ active: false, participantCount: 0 });
    expect((await ana.get(`/chats/${chat}/`)).statusCode).toBe(403);
  });

  test('takes the chat off one’s list, and no other', async () => {
    await leave(ben);

    const has = async (who: Person) => (await who.get('/chats/')).json<Chat[]>().some(({ id }) => id === chat);
    expect([await has(ana), await has(ben), await has(cleo)]).toEqual([true, false, true]);
  });

  test('twice is refused', async () => {
    await leave(ben);

    expect((await leave(ben)).json()).toStrictEqual(anError('not_a_participant'));
  });
});

describe('roles', () => {
  test('are given by the owner', async () => {
    const answer = await setRole(ana, ben, 'admin');

    expect(answer.statusCode).toBe(200);
    const roles = answer.json<Chat>().participants.map(({ user, role }): [string, Role] => [user.username, role]);
    expect(roles).toEqual([
      ['ana', 'owner'],
      ['ben', 'admin'],
      ['cleo', 'member'],
    ]);
    await setRole(ana, ben, 'member');
    expect(await roster()).toEqual(['ana (owner)', 'ben', 'cleo']);
  });

  test('there is one owner: who makes another one is an admin then', async () => {
    await setRole(ana, ben, 'owner');
    expect(await roster()).toEqual(['ana (admin)', 'ben (owner)', 'cleo']);
  });

  test.each([
    ['dan', 'admin', 404, 'user_not_found'],
    ['ana', 'member', 403, 'not_allowed'],
    ['ben', 'king', 400, 'invalid_input'],
  ])('of %s as %s: %i %s', async (name, role, status, code) => {
    const whose = { dan, ana, ben }[name]!;

    const answer = await setRole(ana, whose, role);

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
    expect(await roster()).toEqual(['ana (owner)', 'ben', 'cleo']);
  });
});

describe('a direct chat', () => {
  let one: Person, two: Person;
  beforeEach(async () => {
    [one, two] = (await people(api, 2)) as [Person, Person];
    chat = await aChat(api, [one, two]);
  });
  const create = () => one.post('/chats/', { participants_ids: [two.id] });

  test('becomes a group with a third person, and the two can have a new one', async () => {
    expect((await add(two, [ana.id])).statusCode).toBe(200);

    expect((await one.get(`/chats/${chat}/`)).json()).toMatchObject({ kind: 'group', participant_count: 3 });
    const again = await create();
    expect(again.statusCode).toBe(201);
    expect(again.json<Chat>().id).not.toBe(chat);
  });

  test('that one has left comes back by creating it again, with its history', async () => {
    await one.post(`/chats/${chat}/messages/`, { content: 'before' });
    await leave(one);
    expect((await one.get(`/chats/${chat}/messages/`)).statusCode).toBe(403);

    const again = await create();

    expect([again.statusCode, again.json<Chat>().id]).toEqual([200, chat]);
    expect(again.json()).toMatchObject({ kind: 'direct', participant_count: 2, active: true });
    expect((await one.get(`/chats/${chat}/messages/`)).json()).toMatchObject([{ content: 'before' }]);
  });

  test('that the other one has left brings the other one back', async () => {
    await leave(two);

    expect((await create()).json()).toMatchObject({ id: chat, participant_count: 2 });
    expect((await two.get('/chats/')).json()).toMatchObject([{ id: chat }]);
  });

  test('that both have left comes back out of the archive', async () => {
    await leave(one);
    await leave(two);

    expect((await create()).json()).toMatchObject({ id: chat, participant_count: 2, active: true });
    expect((await one.post(`/chats/${chat}/messages/`, { content: 'again' })).statusCode).toBe(201);
  });

  test('that is archived comes back too', async () => {
    await ask(api, 'DELETE', `/chats/${chat}/`, { access: two.access });

    expect((await create()).json()).toMatchObject({ id: chat, active: true });
  });

  test('created again by both at once is one', async () => {
    await leave(one);
    await leave(two);

    const answers = await Promise.all([create(), two.post('/chats/', { participants_ids: [one.id] }), create()]);

    expect(new Set(answers.map((answer) => answer.json<Chat>().id))).toEqual(new Set([chat]));
    expect(await roster()).toHaveLength(2);
    expect(await rowOf()).toMatchObject({ participantCount: 2, active: true });
  });
});

test('participants are found by the beginning of their names, which is no pattern, in pages', async () => {
  const crowd = await Promise.all(['under_one', 'under_two', 'Under_Three', 'underXfour'].map((n) => aPerson(api, n)));
  const outside = await aPerson(api, 'under_nobody');
  chat = await aChat(api, [ana, ...crowd], 'Found');
  const find = async (search: string) => {
    const pages = await followLinks<Participant>(ana, `/chats/${chat}/participants/?limit=2&search=${search}`);
    return pages.map((page) => page.map(({ user }) => user.username));
  };

  expect(await find('UNDER_')).toEqual([['under_one', 'under_two'], ['Under_Three']]);
  expect(await find('under%25')).toEqual([[]]);
  expect(await find('one')).toEqual([[]]);
  expect(await find(outside.username)).toEqual([[]]);
});

test('participants come in pages, each once, in the order of coming; a chat holds the first 100', async () => {
  const crowd = await people(api, 119);
  chat = await aChat(api, [ana, ...crowd], 'Large');
  const names = (page: Participant[]) => page.map(({ user }) => user.username);

  const pages = await followLinks<Participant>(ana, `/chats/${chat}/participants/?limit=50`);
  const whole = (await ana.get(`/chats/${chat}/`)).json<Chat>();

  expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
  const everybody = pages.flatMap(names);
  expect(everybody).toEqual([ana, ...crowd].map(({ username }) => username));
  expect(names(whole.participants)).toEqual(everybody.slice(0, 100));
  expect(whole.participant_count).toBe(120);
  expect((await ana.get(`/chats/${chat}/participants/`)).json()).toHaveLength(100);
});
