import { isLogEvent, type Chat, type Message } from '@besage/contracts';
import { readLog } from '@besage/db';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listMessages } from '../src/operations/messages/list-messages.js';
import { ask, type Answer } from './support/ask.js';
import { ChatView } from './support/chat-view.js';
import { aChat } from './support/chat.js';
import { aPerson, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

let ana: Person, ben: Person, cleo: Person, dan: Person;
/** A chat with some history. */
let chat: string;
let ofAna: Message, ofBen: Message;
beforeAll(async () => {
  [ana, ben, cleo, dan] = (await Promise.all(['ana', 'ben', 'cleo', 'dan'].map((name) => aPerson(api, name)))) as [
    Person,
    Person,
    Person,
    Person,
  ];
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben, cleo], 'Room');
  [ofAna, ofBen] = [await send(ana, 'hello @ben'), await send(ben, 'and hello @ana')];
  await ana.post('/reactions/', { message: ofBen.id, type: 'love' });
});

type Method = Parameters<typeof ask>[1];
const as = (person: Person, method: Method, path: string, body?: object): Promise<Answer> =>
  ask(api, method, path, { access: person.access, ...(body && { body }) });
async function send(person: Person, content: string, more: object = {}): Promise<Message> {
  return (await person.post(`/chats/${chat}/messages/`, { content, ...more })).json<Message>();
}

/** What somebody would fetch now, without the mark that fetching leaves. */
async function look(viewer: Person): Promise<ChatView> {
  const { messages } = await listMessages(api.ctx, chat, { page: 1, limit: 100 });
  return new ChatView(viewer.id, (await viewer.get(`/chats/${chat}/`)).json<Chat>(), messages);
}

const ofChat = () => api.published.filter((event) => 'chat_id' in event && event.chat_id === chat);
/** Waits until the stream has brought everything that was committed. */
async function settled(): Promise<void> {
  const lastSeq = (await api.ctx.db.chat.findUniqueOrThrow({ where: { id: chat } })).lastSeq;
  const seqs = () => new Set(ofChat().flatMap((event) => (isLogEvent(event) ? [event.seq] : []))).size;
  await expect.poll(seqs).toBe(lastSeq);
  // What else was told comes before this.
  const marker = await aChat(api, [dan, cleo], 'marker');
  await expect.poll(() => api.published.some((event) => 'chat_id' in event && event.chat_id === marker)).toBe(true);
}

/** Everything that is an entry of a chat's log. */
const changes: [string, () => Promise<Answer | Message>][] = [
  ['message sent', () => send(ben, 'new')],
  ['message sent with a mention and a reply', () => send(cleo, 'hi @ana @ben', { reply_to: ofBen.id })],
  ['message of the viewer', () => send(ana, 'mine')],
  ['message edited', () => as(ana, 'PATCH', `/messages/${ofAna.id}/`, { content: 'hello @cleo' })],
  ['message deleted', () => as(ben, 'DELETE', `/messages/${ofBen.id}/`)],
  ['message deleted by an admin', () => as(ana, 'DELETE', `/messages/${ofBen.id}/`)],
  ['reaction added', () => cleo.post('/reactions/', { message: ofBen.id, type: 'like' })],
  ['reaction changed', () => ana.post('/reactions/', { message: ofBen.id, type: 'sad' })],
  ['reaction taken back', () => ana.post('/reactions/', { message: ofBen.id, type: 'love' })],
  ['chat renamed', () => as(ana, 'PUT', `/chats/${chat}/`, { name: 'Kitchen' })],
  ['chat without a name', () => as(ana, 'PUT', `/chats/${chat}/`, { name: null })],
  ['chat archived', () => as(ana, 'DELETE', `/chats/${chat}/`)],
  ['somebody added', () => ana.post(`/chats/${chat}/add_participants/`, { users_ids: [dan.id] })],
  ['somebody removed', () => ana.post(`/chats/${chat}/remove_participants/`, { users_ids: [cleo.id] })],
  ['somebody left', () => cleo.post(`/chats/${chat}/leave/`, {})],
  ['role given', () => as(ana, 'PATCH', `/chats/${chat}/participants/${ben.id}/`, { role: 'admin' })],
  ['ownership given', () => as(ana, 'PATCH', `/chats/${chat}/participants/${ben.id}/`, { role: 'owner' })],
];

/** What is no entry of the log. */
const receipts: typeof changes = [
  ['message read', () => as(cleo, 'PUT', `/messages/${ofAna.id}/status/`, { status: 'read' })],
  ['message received', () => as(cleo, 'PUT', `/messages/${ofBen.id}/status/`, { status: 'delivered' })],
  ['chat read', () => as(ben, 'PUT', `/messages/read/${chat}/`)],
  ['chat read by the viewer', () => as(ana, 'PUT', `/messages/read/${chat}/`)],
  ['history read', () => cleo.get(`/chats/${chat}/messages/`)],
];

describe('what one had, and the events since, is what one would fetch now', () => {
  test.each([...changes, ...receipts])('%s', async (_name, act) => {
    const view = await look(ana);
    await settled();
    const from = api.published.length;

    await act();
    await settled();
    for (const event of api.published.slice(from)) view.apply(event);

    const fresh = await look(ana);
    expect(view.chat).toStrictEqual(fresh.chat);
    expect(view.messages).toStrictEqual(fresh.messages);
  });

  test('a third person makes a group of a direct chat', async () => {
    const [one, two] = [await aPerson(api), await aPerson(api)];
    chat = await aChat(api, [one, two]);
    const view = await look(one);
    await two.post(`/chats/${chat}/add_participants/`, { users_ids: [dan.id] });
    await settled();
    for (const event of ofChat()) view.apply(event);

    expect(view.chat).toStrictEqual((await look(one)).chat);
  });
});

test.each(changes)('the event of %s is what the log tells, too', async (_name, act) => {
  const before = (await api.ctx.db.chat.findUniqueOrThrow({ where: { id: chat } })).lastSeq;

  await act();

  const { events } = await readLog(api.ctx.db, chat, before, 10, api.ctx.mediaUrl);
  await settled();
  const live = ofChat().filter((event) => isLogEvent(event) && event.seq > before);
  expect(live).toHaveLength(1);
  expect(live).toStrictEqual(events);
});
