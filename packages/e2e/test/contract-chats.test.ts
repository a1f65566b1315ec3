import type { Chat, Message, Participant } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi, readPages } from './support/call-api.js';
import { aGroup, aMessage, aParticipant, anError } from './support/contract-shapes.js';
import { register, type Person } from './support/person.js';
import { insertPeople } from './support/stored.js';

/** CONTRACT.md in its order: the table's chats, the shape of a chat, and large ones. */

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

let stack: Stack;
let api: Address;
let ana: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  stack = await startStack();
  api = stack.apis[0]!;
  const named = ['ana', 'ben', 'cleo'].map((name) => register(api, name));
  [ana, ben, cleo] = (await Promise.all(named)) as [Person, Person, Person];
});
afterAll(() => stack.stop());

const call = (who: Person, route: string, sent?: object) => callApi(api, who, route, sent);

async function create(who: Person, sent: object): Promise<Chat> {
  return (await call(who, 'POST /chats/', sent)).body as Chat;
}

const say = (who: Person, chat: string, content = 'hello') => call(who, `POST /chats/${chat}/messages/`, { content });

test.each<[string, (ids: string[]) => object]>([
  ['an array', (ids) => ({ participants_ids: ids })],
  ['that array as a JSON string', (ids) => ({ participants_ids: JSON.stringify(ids) })],
  ['the alias', (ids) => ({ participant_ids: ids })],
  ['the alias as a JSON string', (ids) => ({ participant_ids: JSON.stringify(ids) })],
])('POST /chats/: ids as %s; the creator is always in, unknown ids are skipped', async (_form, idsOf) => {
  const ids = [ben.id, NOBODY, cleo.id, 'no id', ben.id];
  const { status, body } = await call(ana, 'POST /chats/', { name: 'Team', ...idsOf(ids) });
  expect([status, body]).toStrictEqual([201, aGroup(ana, [ben, cleo], { name: 'Team' })]);
  const { id, participants } = body as Chat;
  expect(participants).toStrictEqual(
    expect.arrayContaining([
      aParticipant(id, ana, 'owner'),
      aParticipant(id, ben, 'member'),
      aParticipant(id, cleo, 'member'),
    ]),
  );
});

test('POST /chats/: two people and no name are a direct chat, which is found again by both, by the name of the other', async () => {
  const first = await call(ana, 'POST /chats/', { participants_ids: [ben.id] });
  const direct = aGroup(ana, [ben], { kind: 'direct', name: 'ben' });
  expect([first.status, first.body]).toStrictEqual([201, direct]);
  const { id } = first.body as Chat;
  const again = await call(ana, 'POST /chats/', { participants_ids: [ana.id, ben.id] });
  expect([again.status, again.body]).toStrictEqual([200, first.body]);
  const byBen = await call(ben, 'POST /chats/', { participant_ids: JSON.stringify([ana.id]) });
  expect([byBen.status, byBen.body]).toStrictEqual([200, { ...(first.body as Chat), name: 'ana' }]);

  expect((await create(ana, { name: 'Named', participants_ids: [ben.id] })).kind).toBe('group');
  expect((await create(ana, { participants_ids: [ben.id, cleo.id] })).kind).toBe('group');
  expect((await call(ana, `GET /chats/${id}/`)).body).toStrictEqual(first.body);
});

test('GET, PUT, PATCH, DELETE /chats/{id}/', async () => {
  const chat = await create(ana, { name: 'Before', participants_ids: [ben.id] });
  for (const method of ['PUT', 'PATCH']) {
    const { status, body } = await call(ana, `${method} /chats/${chat.id}/`, { name: `After ${method}` });
    expect([status, body]).toStrictEqual([200, { ...chat, name: `After ${method}` }]);
    expect((await call(ben, `GET /chats/${chat.id}`)).body).toStrictEqual(body);
  }
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, body } = await call(
      cleo,
      `${method} /chats/${chat.id}/`,
      method === 'PUT' ? { name: '' } : undefined,
    );
    expect([status, body]).toStrictEqual([403, anError('not_a_participant')]);
  }
  expect(await call(ana, `DELETE /chats/${chat.id}/`)).toMatchObject({ status: 204, body: undefined });
  expect((await call(ben, `GET /chats/${chat.id}/`)).body).toMatchObject({ id: chat.id, active: false });
  expect(((await call(ben, 'GET /chats/')).body as Chat[]).map(({ id }) => id)).not.toContain(chat.id);
});

test('POST /chats/{id}/add_participants/, remove_participants/, leave/', async () => {
  const { id } = await create(ana, { name: 'Comings and goings' });
  const answer = (...others: Person[]) => ({
    detail: expect.any(String) as unknown,
    participants: [aParticipant(id, ana, 'owner'), ...others.map((one) => aParticipant(id, one, 'member'))],
  });
  const added = await call(ana, `POST /chats/${id}/add_participants/`, { users_ids: [ben.id, NOBODY] });
  expect([added.status, added.body]).toStrictEqual([200, answer(ben)]);
  const more = await call(ana, `POST /chats/${id}/add_participants`, { users_ids: JSON.stringify([cleo.id, ben.id]) });
  expect([more.status, more.body]).toStrictEqual([200, answer(ben, cleo)]);
  expect(await call(ben, `POST /chats/${id}/remove_participants/`, { users_ids: [cleo.id] })).toMatchObject({
    status: 403,
  });
  const removed = await call(ana, `POST /chats/${id}/remove_participants/`, { users_ids: JSON.stringify([cleo.id]) });
  expect([removed.status, removed.body]).toStrictEqual([200, answer(ben)]);
  expect(await call(ben, `POST /chats/${id}/leave/`)).toMatchObject({ status: 200 });
  expect(await call(ben, `GET /chats/${id}/`)).toMatchObject({ status: 403, body: anError('not_a_participant') });
});

test('GET /chats/: mine and active ones, newest activity first, with what was said last and how much is unread', async () => {
  const dan = await register(api, 'dan');
  const chats = [];
  for (const name of ['One', 'Two', 'Three']) chats.push(await create(ana, { name, participants_ids: [dan.id] }));
  const [one, two, three] = chats as [Chat, Chat, Chat];
  await say(ana, one.id, 'first');
  await say(ana, one.id, 'second');
  await say(dan, two.id, 'mine');
  const { status, body } = await call(dan, 'GET /chats/');
  const listed = [
    { ...two, last_message: aMessage(two.id, dan, 'mine', [ana]) },
    { ...one, last_message: aMessage(one.id, ana, 'second', [dan]), unread_count: 2 },
    three,
  ];
  expect([status, body]).toStrictEqual([200, listed]);
  expect((await call(dan, 'GET /chats/?search=thre')).body).toStrictEqual([three]);
  const pages = await readPages<Chat>(api, dan, '/chats/?limit=1');
  expect(pages.map((page) => page.map(({ id }) => id))).toEqual([[two.id], [one.id], [three.id]]);
});

test('GET /chats/, /users/ without `limit`: 100, and the rest by `Link`', async () => {
  const eve = await register(api, 'eve');
  const chats = Array.from({ length: 101 }, (_, i) => create(eve, { name: `Chat ${String(i)}` }));
  const ids = (await Promise.all(chats)).map(({ id }) => id);
  await insertPeople(stack.postgres, 101, 'many');
  const pages = await readPages<Chat>(api, eve, '/chats');
  expect(pages.map((page) => page.length)).toEqual([100, 1]);
  expect(
    pages
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(ids.toSorted());
  const people = await readPages<Person>(api, eve, '/users?search=many');
  expect(people.map((page) => page.length)).toEqual([100, 1]);
  expect(new Set(people.flat().map(({ id }) => id)).size).toBe(101);
});

test('up to 100 people a chat and its statuses are whole; above, the first 100, pages of all, and counts', async () => {
  const ids = await insertPeople(stack.postgres, 119, 'crowd');
  const whole = await create(ana, { name: 'Whole', participants_ids: [ben.id, ...ids.slice(0, 98)] });
  const large = await create(ana, { name: 'Large', participants_ids: [ben.id, ...ids] });
  for (const [chat, count] of [
    [whole, 100],
    [large, 121],
  ] as const) {
    expect([chat.participant_count, chat.participants.length]).toEqual([count, 100]);
    const pages = await readPages<Participant>(api, ben, `/chats/${chat.id}/participants/`);
    expect(pages.map((page) => page.length)).toEqual(count === 100 ? [100] : [100, 21]);
    expect(pages[0]).toStrictEqual(chat.participants);
    expect(new Set(pages.flat().map(({ user }) => user.id)).size).toBe(count);
    await say(ana, chat.id);
  }
  const newest = async (chat: Chat) => ((await call(ben, `GET /chats/${chat.id}/messages/`)).body as Message[])[0]!;
  const inWhole = await newest(whole);
  expect([inWhole.statuses.length, inWhole.status_counts]).toEqual([99, undefined]);
  expect(await newest(large)).toStrictEqual(
    aMessage(large.id, ana, 'hello', [], { status_counts: { sent: 120, delivered: 0, read: 0 } }),
  );
  expect((await newest(large)).status_counts).toEqual({ sent: 119, delivered: 1, read: 0 });
});
