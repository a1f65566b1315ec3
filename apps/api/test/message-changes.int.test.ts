import type { Message, Reaction } from '@besage/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { aPerson, type Person } from './support/person.js';
import { aTime, anError, anId } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

let ana: Person, ben: Person, cleo: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben, cleo] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben'), aPerson(api, 'cleo.w')]);
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben, cleo], 'Room');
});

type Method = Parameters<typeof ask>[1];
const as = (person: Person, method: Method, path: string, body?: object): Promise<Answer> =>
  ask(api, method, path, { access: person.access, ...(body && { body }) });
async function send(person: Person, content: string, more: object = {}): Promise<Message> {
  return (await person.post(`/chats/${chat}/messages/`, { content, ...more })).json<Message>();
}
const fresh = async (id: string) => (await as(ana, 'GET', `/messages/${id}/`)).json<Message>();
const lastSeq = async () => (await api.ctx.db.chat.findUniqueOrThrow({ where: { id: chat } })).lastSeq;
const codeOf = (answer: Answer) => [answer.statusCode, answer.json<{ code: string }>().code];

describe.each(['PUT', 'PATCH'] as const)('editing by %s', (method) => {
  const edit = (person: Person, id: string, content: string) => as(person, method, `/messages/${id}/`, { content });

  test('changes the text, says when, and leaves the rest', async () => {
    const sent = await send(ben, 'befor', { client_id: `own id ${method}` });

    const answer = await edit(ben, sent.id, 'before');

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toStrictEqual({ ...sent, content: 'before', edited_at: aTime });
    expect(await fresh(sent.id)).toStrictEqual(answer.json());
    expect(await lastSeq()).toBe(sent.seq + 1);
  });

  test('with the same text changes nothing', async () => {
    const sent = await send(ben, 'same');

    expect((await edit(ben, sent.id, 'same')).json()).toStrictEqual(sent);
    expect(await lastSeq()).toBe(sent.seq);
  });

  test.each([
    ['   ', 'content_required'],
    ['x'.repeat(10_001), 'content_too_long'],
  ])('refuses what sending refuses', async (content, code) => {
    const { id } = await send(ben, 'fine');

    expect(codeOf(await edit(ben, id, content))).toEqual([400, code]);
  });

  test('is for the author alone, who is still in the chat', async () => {
    const { id } = await send(ben, 'mine');

    expect(codeOf(await edit(ana, id, 'yours'))).toEqual([403, 'not_allowed']);
    await as(ben, 'POST', `/chats/${chat}/leave/`, {});
    expect(codeOf(await edit(ben, id, 'from outside'))).toEqual([403, 'not_a_participant']);
  });

  test('a deleted message is refused', async () => {
    const { id } = await send(ben, 'gone');
    await as(ben, 'DELETE', `/messages/${id}/`);

    expect(codeOf(await edit(ben, id, 'back'))).toEqual([409, 'message_deleted']);
  });
});

describe('deleting', () => {
  test('leaves the place, empty', async () => {
    const sent = await send(ben, 'hello @ana');
    const reply = await send(ana, 'what?', { reply_to: sent.id });
    await ana.post('/reactions/', { message: sent.id, type: 'like' });

    const answer = await as(ben, 'DELETE', `/messages/${sent.id}/`);

    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    const tombstone = { ...sent, content: '', deleted: true, mentions: [], reactions: [] };
    expect(await fresh(sent.id)).toStrictEqual(tombstone);
    expect(await fresh(reply.id)).toMatchObject({ reply_to: sent.id });
    const { content } = await api.ctx.db.message.findUniqueOrThrow({ where: { id: sent.id } });
    expect(content).toBe('');
  });

  test('twice changes nothing the second time', async () => {
    const { id } = await send(ben, 'hello');
    await as(ben, 'DELETE', `/messages/${id}/`);
    const before = await lastSeq();

    expect((await as(ben, 'DELETE', `/messages/${id}/`)).statusCode).toBe(204);
    expect(await lastSeq()).toBe(before);
  });

  test('of the last message leaves it the last of its chat', async () => {
    const { id } = await send(ben, 'hello');
    await as(ben, 'DELETE', `/messages/${id}/`);

    const { last_message } = (await ana.get(`/chats/${chat}/`)).json<{ last_message: Message }>();
    expect(last_message).toMatchObject({ id, deleted: true, content: '' });
  });
});

test('a message is edited by one and deleted by another at once: it stays deleted', async () => {
  for (let round = 0; round < 5; round++) {
    const { id } = await send(ben, 'hello');
    await Promise.all([
      as(ben, 'PATCH', `/messages/${id}/`, { content: 'edited' }),
      as(ana, 'DELETE', `/messages/${id}/`),
      as(ben, 'PATCH', `/messages/${id}/`, { content: 'again' }),
    ]);
    expect(await fresh(id)).toMatchObject({ deleted: true, content: '' });
  }
});

describe('mentions', () => {
  const mentioned = async (id: string) => (await fresh(id)).mentions.map(({ username }) => username).toSorted();

  test.each([
    ['hello @ben', ['ben']],
    ['@BEN, @ana: look', ['ana', 'ben']],
    ['(@ben)', ['ben']],
    ['@cleo.w.', ['cleo.w']],
    ['@ben @ben', ['ben']],
    ['@ana', ['ana']],
    ['ben', []],
    ['me@ben', []],
    ['@benjamin @nobody @', []],
    ['@ben\n@cleo.w', ['ben', 'cleo.w']],
  ])('of %j are found while sending', async (content, expected) => {
    const sent = await send(ana, content);

    expect(sent.mentions.map(({ username }) => username).toSorted()).toEqual(expected);
    expect(await mentioned(sent.id)).toEqual(expected);
  });

  test('are of people in the chat only', async () => {
    await as(cleo, 'POST', `/chats/${chat}/leave/`, {});

    expect((await send(ana, '@cleo.w @ben')).mentions).toEqual([{ id: ben.id, username: 'ben' }]);
  });

  test('are found again when the text is edited', async () => {
    const { id } = await send(ana, 'hello @ben');

    const edited = await as(ana, 'PATCH', `/messages/${id}/`, { content: 'hello @cleo.w' });

    expect(edited.json<Message>().mentions).toEqual([{ id: cleo.id, username: 'cleo.w' }]);
    expect(await mentioned(id)).toEqual(['cleo.w']);
    await as(ana, 'PATCH', `/messages/${id}/`, { content: 'hello' });
    expect(await mentioned(id)).toEqual([]);
  });
});

describe('reactions', () => {
  const react = (person: Person, message: string, type: string) => person.post('/reactions/', { message, type });
  const reactions = async (message: string) => (await ana.get(`/reactions/?message_id=${message}`)).json<Reaction[]>();

  test('are new, changed, and taken back by the same again', async () => {
    const { id: message } = await send(ana, 'hello');

    const first = await react(ben, message, 'like');
    const reaction = { id: anId, message, user: ben.id, username: 'ben', type: 'like', reacted_at: aTime };
    expect([first.statusCode, first.json()]).toEqual([201, reaction]);
    expect(await reactions(message)).toStrictEqual([first.json()]);

    const changed = await react(ben, message, 'wow');
    expect([changed.statusCode, changed.json()]).toEqual([200, { ...reaction, type: 'wow' }]);
    expect(changed.json<Reaction>().id).toBe(first.json<Reaction>().id);
    expect(await reactions(message)).toStrictEqual([changed.json()]);

    const takenBack = await react(ben, message, 'wow');
    expect([takenBack.statusCode, takenBack.body]).toEqual([204, '']);
    expect(await reactions(message)).toEqual([]);
  });

  test('of several people are in the message, in the order in which they came', async () => {
    const { id } = await send(ana, 'hello');
    await react(ben, id, 'like');
    await react(ana, id, 'love');
    await react(ben, id, 'sad');

    const listed = await reactions(id);

    expect(listed.map(({ username, type }) => `${username} ${type}`)).toEqual(['ben sad', 'ana love']);
    expect((await fresh(id)).reactions).toStrictEqual(listed);
  });

  test('are taken back by their id', async () => {
    const { id } = await send(ana, 'hello');
    const { id: reaction } = (await react(ben, id, 'like')).json<Reaction>();

    expect(codeOf(await as(ana, 'DELETE', `/reactions/${reaction}/`))).toEqual([403, 'not_allowed']);
    expect((await as(ben, 'DELETE', `/reactions/${reaction}/`)).statusCode).toBe(204);
    expect(await reactions(id)).toEqual([]);
    expect(codeOf(await as(ben, 'DELETE', `/reactions/${reaction}/`))).toEqual([404, 'reaction_not_found']);
  });

  test('are of six types', async () => {
    const { id } = await send(ana, 'hello');

    const types = (await ana.get('/reactions/types/')).json<string[]>();
    expect(types).toEqual(['like', 'love', 'haha', 'wow', 'sad', 'angry']);
    for (const type of types) expect([200, 201]).toContain((await react(ben, id, type)).statusCode);
    expect(codeOf(await react(ben, id, 'meh'))).toEqual([400, 'invalid_input']);
  });

  test('to a deleted message are refused', async () => {
    const { id } = await send(ana, 'hello');
    await as(ana, 'DELETE', `/messages/${id}/`);

    const answer = await react(ben, id, 'like');
    expect(answer.json()).toStrictEqual(anError('message_deleted'));
  });

  test('at once by one person are one', async () => {
    const { id } = await send(ana, 'hello');

    const answers = await Promise.all(['like', 'love', 'haha', 'wow', 'sad'].map((type) => react(ben, id, type)));

    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 200, 200, 200, 201]);
    expect(await reactions(id)).toHaveLength(1);
  });
});
