import { randomUUID } from 'node:crypto';
import type { Chat } from '@besage/contracts';
import { recordStatements } from '@besage/stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './support/ask.js';
import { aChat } from './support/chat.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, people, type Person } from './support/person.js';
import { aTime, anError, anId, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

let ana: Person, ben: Person, cleo: Person;
beforeAll(async () => {
  [ana, ben, cleo] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben'), aPerson(api, 'cleo')]);
});

const named = (chats: Chat[]) => chats.map(({ name }) => name);
const unknownId = '01931f5e-0000-7000-8000-000000000000';

describe('creating a chat', () => {
  test('answers with the chat, and nothing else', async () => {
    const answer = await ana.post('/chats/', { name: 'Lunch', participants_ids: [ben.id] });

    expect(answer.statusCode).toBe(201);
    const { id } = answer.json<Chat>();
    const participant = ({ id: userId, username }: Person, role: string) => ({
      id: anId,
      chat: id,
      user: { id: userId, username, profile_img: null },
      role,
      joined_at: aTime,
    });
    expect(answer.json()).toStrictEqual({
      id: anId,
      name: 'Lunch',
      kind: 'group',
      created_at: aTime,
      active: true,
      participants: [participant(ana, 'owner'), participant(ben, 'member')],
      last_message: null,
      participant_count: 2,
      unread_count: 0,
    });
  });

  test('is told to the gateways, and is the first entry of its log', async () => {
    const { id, participants } = (await ana.post('/chats/', { name: 'News', participants_ids: [ben.id] })).json<Chat>();

    const event = () => api.published.find((each) => 'chat_id' in each && each.chat_id === id);
    await expect.poll(event).toMatchObject({
      type: 'chat.created',
      chat_id: id,
      seq: 1,
      at: aTime,
      actor_id: ana.id,
      data: { user_ids: [ana.id, ben.id], participants, participant_count: 2 },
    });
    const log = await api.ctx.db.logEntry.findMany({ where: { chatId: id } });
    expect(log).toMatchObject([{ seq: 1, type: 'chat.created', actorId: ana.id }]);
  });

  test.each([
    ['an array', (ids: string[]) => ({ participants_ids: ids })],
    ['that array as a JSON string', (ids: string[]) => ({ participants_ids: JSON.stringify(ids) })],
    ['the alias', (ids: string[]) => ({ participant_ids: ids })],
    ['the alias as a JSON string', (ids: string[]) => ({ participant_ids: JSON.stringify(ids) })],
  ])('takes ids as %s', async (_form, bodyOf) => {
    const answer = await ana.post('/chats/', { name: 'Forms', ...bodyOf([ben.id, cleo.id]) });

    expect(answer.statusCode).toBe(201);
    expect(answer.json<Chat>().participants.map(({ user }) => user.id)).toEqual([ana.id, ben.id, cleo.id]);
  });

  test('skips ids that are unknown, malformed, repeated, deactivated, or of the creator', async () => {
    const gone = await aPerson(api);
    await api.ctx.db.user.update({ where: { id: gone.id }, data: { active: false } });
    const ids = [unknownId, 'nonsense', '', ben.id, ben.id, `urn:uuid:${cleo.id}`, gone.id, ana.id];

    const answer = await ana.post('/chats/', { name: 'Few', participants_ids: ids });

    expect(answer.statusCode).toBe(201);
    expect(answer.json<Chat>().participants.map(({ user }) => user.id)).toEqual([ana.id, ben.id]);
  });

  test('of oneself alone is a group of one', async () => {
    const answer = await ana.post('/chats/', {});

    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ kind: 'group', name: null, participant_count: 1 });
  });

  test('takes a blank name for none, and cuts blanks off', async () => {
    const [dora, emil] = [await aPerson(api), await aPerson(api)];

    const blank = await dora.post('/chats/', { name: '  ', participants_ids: [emil.id] });
    const padded = await dora.post('/chats/', { name: ' Padded ', participants_ids: [emil.id] });

    expect(blank.json()).toMatchObject({ kind: 'direct', name: emil.username });
    expect(padded.json()).toMatchObject({ kind: 'group', name: 'Padded' });
  });

  test.each([
    ['name', { name: 42 }],
    ['name', { name: 'a'.repeat(256) }],
    ['name', { name: 'nul\0l' }],
    ['participants_ids', { participants_ids: 42 }],
    ['participants_ids', { participants_ids: 'not json' }],
    ['participants_ids', { participants_ids: '{"a": 1}' }],
    ['participants_ids', { participants_ids: '[42]' }],
    ['participants_ids.1', { participants_ids: ['a', 42] }],
    ['participant_ids', { participant_ids: 42 }],
    ['participant_ids', { participant_ids: '"a"' }],
  ])('refuses as %s: %j', async (field, body) => {
    const before = await api.ctx.db.chat.count();

    const answer = await ana.post('/chats/', body);

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('invalid_input', { [field]: sentences }));
    expect(await api.ctx.db.chat.count()).toBe(before);
  });
});

describe('a direct chat', () => {
  test('is found again from both sides, under the name of the other', async () => {
    const [dora, emil] = [await aPerson(api, 'dora'), await aPerson(api, 'emil')];

    const first = await dora.post('/chats/', { participants_ids: [emil.id] });
    const again = await dora.post('/chats/', { participants_ids: [emil.id] });
    const other = await emil.post('/chats/', { participants_ids: [dora.id] });

    expect([first, again, other].map(({ statusCode }) => statusCode)).toEqual([201, 200, 200]);
    expect(first.json()).toMatchObject({ kind: 'direct', name: 'emil' });
    expect(again.json()).toEqual(first.json());
    expect(other.json()).toEqual({ ...first.json<Chat>(), name: 'dora' });
  });

  test('is one, also when both open it at the same moment', async () => {
    const [dora, emil] = [await aPerson(api), await aPerson(api)];
    const open = (one: Person, other: Person) => one.post('/chats/', { participants_ids: [other.id] });

    const answers = await Promise.all([open(dora, emil), open(emil, dora), open(dora, emil), open(emil, dora)]);

    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.json<Chat>().id)).size).toBe(1);
  });

  test('comes back out of the archive', async () => {
    const [dora, emil] = [await aPerson(api), await aPerson(api)];
    const id = await aChat(api, [dora, emil]);
    await api.ctx.db.chat.update({ where: { id }, data: { active: false } });

    const again = await emil.post('/chats/', { participants_ids: [dora.id] });

    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ id, active: true });
  });

  test('with a name is a group, each time another', async () => {
    const body = { name: 'Us', participants_ids: [ben.id] };

    const chats = [await ana.post('/chats/', body), await ana.post('/chats/', body)];

    expect(chats.map((answer) => answer.json<Chat>().kind)).toEqual(['group', 'group']);
    expect(new Set(chats.map((answer) => answer.json<Chat>().id)).size).toBe(2);
  });
});

describe('one chat', () => {
  test('is shown to those who are in it', async () => {
    const id = await aChat(api, [ana, ben], 'Two');

    const answer = await ben.get(`/chats/${id}/`);

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id, name: 'Two', participant_count: 2 });
  });

  test('is not shown to others', async () => {
    const id = await aChat(api, [ana, ben], 'Two');

    const answer = await cleo.get(`/chats/${id}/`);

    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toStrictEqual(anError('not_a_participant'));
  });

  test('that is not there is not found', async () => {
    const answer = await ana.get(`/chats/${unknownId}/`);

    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toStrictEqual(anError('chat_not_found'));
  });

  test.each(['42', 'undefined', 'ABCDEFAB-CDEF-7BCD-8BCD-ABCDEFABCDEF', `urn:uuid:${randomUUID()}`, '%00'])(
    'is not looked for under %s',
    async (id) => {
      const answer = await ana.get(`/chats/${id}/`);

      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject(anError('invalid_input', { chatId: sentences }) as object);
    },
  );

  test('counts what others wrote since I read', async () => {
    const id = await aChat(api, [ana, ben], 'Unread');
    for (const content of ['one', 'two']) await ben.post(`/chats/${id}/messages/`, { content });

    expect((await ana.get(`/chats/${id}/`)).json()).toMatchObject({ unread_count: 2 });
    expect((await ben.get(`/chats/${id}/`)).json()).toMatchObject({ unread_count: 0 });
  });
});

describe('the list of chats', () => {
  test('has mine, the newest activity first, and no archived ones', async () => {
    const [dora, emil] = [await aPerson(api), await aPerson(api)];
    const ids = [];
    for (const name of ['one', 'two', 'three', 'archived']) ids.push(await aChat(api, [dora, emil], name));
    await aChat(api, [emil], 'not hers');
    await emil.post(`/chats/${ids[0]!}/messages/`, { content: 'news' });
    await api.ctx.db.chat.update({ where: { id: ids[3]! }, data: { active: false } });

    const answer = await dora.get('/chats/');

    expect(answer.statusCode).toBe(200);
    expect(named(answer.json())).toEqual(['one', 'three', 'two']);
    expect(answer.json<Chat[]>()[0]).toEqual((await dora.get(`/chats/${ids[0]!}/`)).json());
  });

  test('is empty for who has none', async () => {
    const answer = await (await aPerson(api)).get('/chats/');

    expect(answer.json()).toEqual([]);
    expect(answer.headers).not.toHaveProperty('link');
  });

  test('leads through all of them, each once, where many changed at the same time', async () => {
    const dora = await aPerson(api);
    const ids = await Promise.all(Array.from({ length: 11 }, (_, i) => aChat(api, [dora], `chat ${i}`)));
    const activityAt = new Date();
    await api.ctx.db.chat.updateMany({ where: { id: { in: ids.slice(0, 7) } }, data: { activityAt } });

    const pages = await followLinks<Chat>(dora, '/chats/?limit=4');

    expect(pages.map(({ length }) => length)).toEqual([4, 4, 3]);
    const seen = pages.flat().map(({ id }) => id);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(seen).toEqual((await dora.get('/chats/')).json<Chat[]>().map(({ id }) => id));
  });

  test('keeps its other parameters from page to page', async () => {
    const dora = await aPerson(api);
    for (const name of ['sea one', 'hill', 'sea two', 'sea three']) await aChat(api, [dora], name);

    const pages = await followLinks<Chat>(dora, '/chats?search=sea&limit=2');

    expect(pages.map(named)).toEqual([['sea three', 'sea two'], ['sea one']]);
  });

  test('is searched by name and by people', async () => {
    const [dora, frida] = [await aPerson(api), await aPerson(api, 'Frida_K')];
    await aChat(api, [dora, frida]);
    await aChat(api, [dora], '100% Fun');
    await aChat(api, [dora], '100 Days');
    const search = async (text: string) => named((await dora.get(`/chats/?search=${encodeURIComponent(text)}`)).json());

    expect(await search('frida')).toEqual(['Frida_K']);
    expect(await search('FUN')).toEqual(['100% Fun']);
    expect(await search('100')).toEqual(['100 Days', '100% Fun']);
    expect(await search('0%')).toEqual(['100% Fun']);
    expect(await search('_')).toEqual(['Frida_K']);
    expect(await search(dora.username)).toEqual([]);
    expect(await search("'; DROP TABLE chats; --")).toEqual([]);
  });

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=ten'],
    ['search', `search=${'a'.repeat(256)}`],
    ['search', 'search=%00'],
    ['cursor', 'cursor=nonsense'],
    ['cursor', `cursor=2026-11-23T13:09:21.054Z_${randomUUID()}_`],
    ['cursor', `cursor=2026-12-31T23:59:60.000Z_${randomUUID()}`],
    ['cursor', `cursor=2026-11-23T13:09:21.054Z_nonsense`],
  ])('refuses as %s: %s', async (field, query) => {
    const answer = await ana.get(`/chats/?${query}`);

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('invalid_input', { [field]: sentences }));
  });

  test('asks PostgreSQL as often for 50 chats as for one', async () => {
    const dora = await aPerson(api);
    const others = await people(api, 5);
    const addChat = async (name: string) => {
      const id = await aChat(api, [dora, ...others], name);
      await dora.post(`/chats/${id}/messages/`, { content: 'hello' });
    };
    const statementsFor = async (limit: number) => {
      const stop = recordStatements();
      expect((await dora.get(`/chats/?limit=${limit}`)).json()).toHaveLength(limit);
      return stop();
    };
    for (let i = 0; i < 51; i += 1) await addChat(`chat ${i}`);

    const forOne = await statementsFor(1);

    expect(forOne.length).toBeGreaterThan(3);
    expect(await statementsFor(50)).toEqual(forOne);
  });
});

test('all of it asks who comes', async () => {
  const id = await aChat(api, [ana, ben]);

  for (const path of ['/chats/', `/chats/${id}/`]) {
    expect((await ask(api, 'GET', path)).json()).toStrictEqual(anError('not_authenticated'));
  }
  expect((await ask(api, 'POST', '/chats/', { body: {} })).json()).toStrictEqual(anError('not_authenticated'));
});
