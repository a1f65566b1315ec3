import { randomUUID } from 'node:crypto';
import type { Chat, Message } from '@besage/contracts';
import { recordStatements } from '@besage/stack/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, people, type Person } from './support/person.js';
import { aTime, anError, anId, sentences } from './support/shapes.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

let ana: Person, ben: Person, cleo: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben, cleo] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben'), aPerson(api, 'cleo')]);
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben], 'Room');
});

const unknownId = '01931f5e-0000-7000-8000-000000000000';
const send = (person: Person, body: object): Promise<Answer> => person.post(`/chats/${chat}/messages/`, body);
const sent = async (person: Person, content: string): Promise<Message> => (await send(person, { content })).json();
const summary = ({ id, username }: Person) => ({ id, username, profile_img: null });
const stored = () => api.ctx.db.message.findMany({ where: { chatId: chat }, orderBy: { seq: 'asc' } });
const eventsOf = (chatId: string) => api.published.filter((event) => 'chat_id' in event && event.chat_id === chatId);

describe('sending', () => {
  test.each([
    ['the chat in the path', (content: string) => send(ana, { content })],
    ['the chat in the body', (content: string) => ana.post('/messages/', { chat, content })],
  ])('answers with the message, and nothing else: %s', async (_door, sendThere) => {
    const answer = await sendThere('hello');

    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toStrictEqual({
      id: anId,
      chat,
      seq: 2,
      sender: summary(ana),
      content: 'hello',
      status: 'sent',
      sent_at: aTime,
      edited_at: null,
      deleted: false,
      client_id: anId,
      reply_to: null,
      attachments: [],
      reactions: [],
      mentions: [],
      statuses: [{ id: anId, receiver: summary(ben), status: 'sent', updated_at: aTime }],
    });
  });

  test('is told to the gateways, as REST tells it', async () => {
    const message = await sent(ana, 'hello');

    await expect
      .poll(() => eventsOf(chat)[1])
      .toStrictEqual({
        type: 'message.created',
        chat_id: chat,
        seq: 2,
        at: message.sent_at,
        actor_id: ana.id,
        data: { message },
      });
    expect((await ana.get(`/chats/${chat}/messages/`)).json()).toEqual([message]);
  });

  test('names everybody in a chat of up to a hundred, and counts them in a larger one', async () => {
    const crowd = await people(api, 100);
    const middling = await aChat(api, [ana, ...crowd.slice(1)], 'a hundred');
    const large = await aChat(api, [ana, ...crowd], 'a hundred and one');
    const sendTo = async (id: string) => (await ana.post(`/chats/${id}/messages/`, { content: 'hi' })).json<Message>();

    const whole = await sendTo(middling);
    const counted = await sendTo(large);

    expect(whole.statuses).toHaveLength(99);
    expect(whole).not.toHaveProperty('status_counts');
    expect(counted.statuses).toEqual([]);
    expect(counted.status_counts).toEqual({ sent: 100, delivered: 0, read: 0 });
    for (const message of [whole, counted]) {
      expect((await ana.get(`/chats/${message.chat}/messages/`)).json()).toEqual([message]);
    }
    expect((await ana.get(`/chats/${large}/`)).json<Chat>()).toMatchObject({
      participant_count: 101,
      participants: { length: 100 },
      last_message: counted,
    });
  });

  test('makes the chat the newest, and the message its last', async () => {
    const before = await api.ctx.db.chat.findUniqueOrThrow({ where: { id: chat } });

    const message = await sent(ana, 'hello');

    const after = await api.ctx.db.chat.findUniqueOrThrow({ where: { id: chat } });
    expect(after.activityAt.toISOString()).toBe(message.sent_at);
    expect(after.lastSeq).toBe(before.lastSeq + 1);
    expect((await ben.get(`/chats/${chat}/`)).json()).toMatchObject({ last_message: message });
  });

  test.each([
    ['emoji', 'ok 👩‍👩‍👧‍👦 🇺🇳'],
    ['the longest', 'a'.repeat(10_000)],
    ['lines and blanks', '  a\n\tb  '],
    ['right to left', 'שלום \u202e abc'],
    ['markup', '<script>alert("1")</script> %s {{x}}'],
    ['what looks like JSON', '{"type":"chat_message"}'],
  ])('takes the content as it is: %s', async (_what, content) => {
    const answer = await send(ana, { content });

    expect(answer.statusCode).toBe(201);
    expect(answer.json<Message>().content).toBe(content);
    expect((await stored()).map((row) => row.content)).toEqual([content]);
  });

  test.each([
    ['null characters', 'a\0b', 'a\ufffdb'],
    ['halves of characters', 'a\ud83db\ude00', 'a\ufffdb\ufffd'],
  ])('replaces in the content what no text can hold: %s', async (_what, content, kept) => {
    const answer = await send(ana, { content });

    expect(answer.statusCode).toBe(201);
    expect(answer.json<Message>().content).toBe(kept);
    expect((await stored()).map((row) => row.content)).toEqual([kept]);
  });

  test.each([
    ['content_required', ''],
    ['content_required', ' \n\t\u3000'],
    ['content_too_long', 'a'.repeat(10_001)],
  ])('is refused with %s', async (code, content) => {
    const answer = await send(ana, { content });

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError(code));
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['content', {}],
    ['content', { content: 42 }],
    ['content', { content: null }],
    ['client_id', { content: 'hi', client_id: '' }],
    ['client_id', { content: 'hi', client_id: 'a'.repeat(65) }],
    ['client_id', { content: 'hi', client_id: 42 }],
    ['client_id', { content: 'hi', client_id: 'nul\0l' }],
    ['client_id', { content: 'hi', client_id: 'half \ud83d' }],
    ['reply_to', { content: 'hi', reply_to: 'nonsense' }],
    ['reply_to', { content: 'hi', reply_to: `urn:uuid:${randomUUID()}` }],
  ])('refuses as %s: %j', async (field, body) => {
    const answer = await send(ana, body);

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('invalid_input', { [field]: sentences }));
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['nowhere', undefined],
    ['to what is no id', 'nonsense'],
    ['to an id in capitals', 'ABCDEFAB-CDEF-7BCD-8BCD-ABCDEFABCDEF'],
    ['to an id in another spelling', `urn:uuid:${randomUUID()}`],
    ['to several', [randomUUID()]],
  ])('through the body %s is refused', async (_where, chatId) => {
    const answer = await ana.post('/messages/', { content: 'hi', chat: chatId });

    expect(answer.json()).toStrictEqual(anError('invalid_input', { chat: sentences }));
  });

  test('to a chat that is not there finds none', async () => {
    const answer = await ana.post(`/chats/${unknownId}/messages/`, { content: 'hi' });

    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toStrictEqual(anError('chat_not_found'));
  });

  test('is for those who are in the chat', async () => {
    const answer = await send(cleo, { content: 'hi' });

    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toStrictEqual(anError('not_a_participant'));
    expect(await stored()).toEqual([]);
  });

  test('to an archived chat is refused', async () => {
    await api.ctx.db.chat.update({ where: { id: chat }, data: { active: false } });

    const answer = await send(ana, { content: 'hi' });

    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toStrictEqual(anError('chat_archived'));
    expect(await stored()).toEqual([]);
  });

  test('in reply to a message of the chat names it', async () => {
    const first = await sent(ana, 'question');

    const answer = await send(ben, { content: 'answer', reply_to: first.id });

    expect(answer.json()).toMatchObject({ reply_to: first.id, seq: 3 });
  });

  test('in reply to nothing is no reply', async () => {
    expect((await send(ana, { content: 'hi', reply_to: null })).json()).toMatchObject({ reply_to: null });
  });

  test('in reply to a message of another chat, or of none, is refused', async () => {
    const elsewhere = await aChat(api, [ana, ben], 'elsewhere');
    const other = (await ana.post(`/chats/${elsewhere}/messages/`, { content: 'there' })).json<Message>();

    for (const replyTo of [other.id, unknownId]) {
      const answer = await send(ana, { content: 'hi', reply_to: replyTo });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toStrictEqual(anError('reply_not_found'));
    }
    expect(await stored()).toEqual([]);
  });
});

describe('a client_id', () => {
  test('sent again gives the first message, whatever is in it, through either door', async () => {
    const clientId = randomUUID();
    const first = await send(ana, { content: 'first', client_id: clientId });

    const again = await send(ana, { content: 'second', client_id: clientId });
    const other = await ana.post('/messages/', { content: 'third', client_id: clientId, chat });

    expect(first.statusCode).toBe(201);
    expect(first.json<Message>().client_id).toBe(clientId);
    for (const repeated of [again, other]) {
      expect(repeated.statusCode).toBe(200);
      expect(repeated.json()).toEqual(first.json());
    }
    expect(await stored()).toHaveLength(1);
  });

  test('gives the first message also where a new one would be refused', async () => {
    const clientId = randomUUID();
    const first = await send(ana, { content: 'first', client_id: clientId });
    await api.ctx.db.chat.update({ where: { id: chat }, data: { active: false } });

    const again = await send(ana, { content: 'first', client_id: clientId });

    expect([again.statusCode, again.json()]).toEqual([200, first.json()]);
  });

  test('tells who left what they said, and nothing of what the others do with it', async () => {
    const clientId = randomUUID();
    const first = (await send(ben, { content: 'first', client_id: clientId })).json<Message>();
    await ben.post(`/chats/${chat}/leave/`, {});
    await ana.post('/reactions/', { message: first.id, type: 'wow' });
    await ana.put(`/messages/read/${chat}/`);

    const again = await send(ben, { content: 'first', client_id: clientId });

    expect([again.statusCode, again.json()]).toEqual([200, { ...first, status: 'sent', statuses: [], reactions: [] }]);
  });

  test('of another sender is another message', async () => {
    const clientId = randomUUID();

    const answers = [await send(ana, { content: 'a', client_id: clientId })];
    answers.push(await send(ben, { content: 'b', client_id: clientId }));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
    expect((await stored()).map(({ content }) => content)).toEqual(['a', 'b']);
  });

  test('sent 50 times at once is one message', async () => {
    const body = { content: 'once', client_id: randomUUID() };

    const answers = await Promise.all(Array.from({ length: 50 }, () => send(ana, body)));

    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body: text }) => text)).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });
});

describe('the history', () => {
  test('comes newest first, page by page to the end', async () => {
    for (let i = 1; i <= 7; i += 1) await sent(i % 2 === 0 ? ana : ben, `message ${i}`);

    const pages = await followLinks<Message>(ana, `/chats/${chat}/messages/?page_size=3`);

    expect(pages.map((page) => page.map(({ content }) => content.at(-1)).join(''))).toEqual(['765', '432', '1']);
  });

  test('gives 20 without page_size, and nothing behind its end', async () => {
    await Promise.all(Array.from({ length: 21 }, (_, i) => sent(ana, `message ${i}`)));

    expect((await ana.get(`/chats/${chat}/messages/`)).json()).toHaveLength(20);
    expect((await ana.get(`/chats/${chat}/messages/?page=2`)).json()).toHaveLength(1);
    const behind = await ana.get(`/chats/${chat}/messages/?page=3`);
    expect([behind.statusCode, behind.json()]).toEqual([200, []]);
    expect(behind.headers).not.toHaveProperty('link');
  });

  test('announces no page where the last message is the last of the page', async () => {
    for (const content of ['one', 'two']) await sent(ana, content);

    expect((await ana.get(`/chats/${chat}/messages/?page_size=2`)).headers).not.toHaveProperty('link');
  });

  test.each([
    'page_size=0',
    'page_size=101',
    'page_size=all',
    'page=0',
    'page=-1',
    'page=1.5',
    'page=9999999999',
    'before=nonsense',
    'after=9999999999',
    'around=-1',
  ])('refuses %s', async (query) => {
    const answer = await ana.get(`/chats/${chat}/messages/?${query}`);

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('invalid_input', { [query.split('=')[0]!]: sentences }));
  });

  test('is for those who are in the chat', async () => {
    expect((await cleo.get(`/chats/${chat}/messages/`)).json()).toStrictEqual(anError('not_a_participant'));
    expect((await ana.get(`/chats/${unknownId}/messages/`)).json()).toStrictEqual(anError('chat_not_found'));
    expect((await ana.get('/chats/nonsense/messages/')).json()).toMatchObject({ code: 'invalid_input' });
  });

  test('names as receivers those who were in when it was sent', async () => {
    const before = await sent(ana, 'before');
    await api.ctx.db.participant.create({
      data: { id: randomUUID(), chatId: chat, userId: cleo.id, joinedSeq: 3, deliveredSeq: 3, readSeq: 3 },
    });
    await api.ctx.db.chat.update({ where: { id: chat }, data: { lastSeq: 3, rosterSeq: 3, participantCount: 3 } });
    const after = await sent(ana, 'after');

    const history = (await ana.get(`/chats/${chat}/messages/`)).json<Message[]>();

    const receivers = history.map(({ statuses }) => statuses.map(({ receiver }) => receiver.username).toSorted());
    expect(receivers).toEqual([['ben', 'cleo'], ['ben']]);
    expect(history.map(({ id }) => id)).toEqual([after.id, before.id]);
  });

  test('asks PostgreSQL as often for 50 messages as for one', async () => {
    await Promise.all(Array.from({ length: 51 }, (_, i) => sent(ana, `message ${i}`)));
    const statementsFor = async (pageSize: number) => {
      const stop = recordStatements();
      expect((await ana.get(`/chats/${chat}/messages/?page_size=${pageSize}`)).json()).toHaveLength(pageSize);
      return stop();
    };

    await ana.get(`/chats/${chat}/messages/`);
    const forOne = await statementsFor(1);

    expect(forOne.length).toBeGreaterThan(3);
    expect(await statementsFor(50)).toEqual(forOne);
  });
});

test('a send asks PostgreSQL a fixed number of times, whatever the chat holds', async () => {
  const statementsOfOneSend = async () => {
    const stop = recordStatements();
    await sent(ana, 'hello');
    return stop();
  };
  const first = await statementsOfOneSend();
  await Promise.all(Array.from({ length: 60 }, (_, i) => sent(ben, `message ${i}`)));

  // The look at the session, and the batch.
  expect(first).toHaveLength(2);
  expect(await statementsOfOneSend()).toEqual(first);
});
