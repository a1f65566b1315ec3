import type { Attachment, Chat, Message, Reaction } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Address } from '../src/address.js';
import { callApi, imageForm, readPages, type Sent } from './support/call-api.js';
import { aMessage, aStatus, aTime, anError, anId } from './support/contract-shapes.js';
import { gather, type Person } from './support/person.js';
import { png } from './support/png.js';

/** CONTRACT.md in its order: the table's messages and reactions, and the shape of a message. */

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';

let stack: Stack;
let api: Address;
let chat: string;
let ana: Person;
let ben: Person;
let cleo: Person;
beforeAll(async () => {
  stack = await startStack();
  api = stack.apis[0]!;
});
afterAll(() => stack.stop());
beforeEach(async () => {
  const { chatId, people } = await gather(api, 3);
  chat = chatId;
  [ana, ben, cleo] = people as [Person, Person, Person];
});

const call = (who: Person, route: string, sent?: Sent) => callApi(api, who, route, sent);
const contents = (messages: Message[]) => messages.map(({ content }) => content);

async function say(who: Person, content: string, more: object = {}): Promise<Message> {
  return (await call(who, `POST /chats/${chat}/messages/`, { content, ...more })).body as Message;
}

/** Says `1`, `2` … and so on. */
async function sayMany(count: number): Promise<Message[]> {
  const said: Message[] = [];
  for (let n = 1; n <= count; n++) said.push(await say(ana, String(n)));
  return said;
}

async function read(who: Person, query: string): Promise<Message[]> {
  return (await call(who, `GET /chats/${chat}/messages/${query}`)).body as Message[];
}

test('POST /chats/{id}/messages/, POST /messages/; the same `client_id` again is the first message', async () => {
  const doors = [
    { route: `POST /chats/${chat}/messages/`, more: {} },
    { route: 'POST /messages/', more: { chat } },
  ];
  for (const [i, { route, more }] of doors.entries()) {
    const first = await call(ana, route, { content: 'hello', client_id: `id-${String(i)}`, ...more });
    const message = aMessage(chat, ana, 'hello', [ben, cleo], { client_id: `id-${String(i)}` });
    expect([first.status, first.body]).toStrictEqual([201, message]);
    const again = await call(ana, route, { content: 'another text', client_id: `id-${String(i)}`, ...more });
    expect([again.status, again.body]).toStrictEqual([200, first.body]);
    const bare = await call(ana, route, { content: 'no id of mine', ...more });
    expect([bare.status, bare.body]).toStrictEqual([201, aMessage(chat, ana, 'no id of mine', [ben, cleo])]);
  }
});

test('a message replies, mentions and carries images', async () => {
  const first = await say(ben, 'first');
  const uploaded = await call(ana, 'POST /attachments/', imageForm('file', png));
  const attachment = uploaded.body as Attachment;
  const image = {
    id: anId,
    url: expect.stringContaining('/media/') as unknown,
    content_type: expect.any(String) as unknown,
  };
  expect([uploaded.status, attachment]).toStrictEqual([
    201,
    { ...image, bytes: expect.any(Number) as unknown, width: 1, height: 1 },
  ]);
  const more = { reply_to: first.id, attachments: [attachment.id] };
  expect(await say(ana, `see, @${ben.username}`, more)).toStrictEqual(
    aMessage(chat, ana, `see, @${ben.username}`, [ben, cleo], {
      reply_to: first.id,
      attachments: [attachment],
      mentions: [{ id: ben.id, username: ben.username }],
    }),
  );
});

test('GET /chats/{id}/messages/: newest first, `page`, `page_size` (20, at most 100), `Link` to the end', async () => {
  const said = contents(await sayMany(45)).toReversed();
  expect(contents(await read(ben, ''))).toEqual(said.slice(0, 20));
  expect(contents(await read(ben, '?page=3'))).toEqual(said.slice(40));
  expect(contents(await read(ben, '?page=2&page_size=10'))).toEqual(said.slice(10, 20));
  expect(contents(await read(ben, '?page_size=100'))).toEqual(said);
  expect(await call(ben, `GET /chats/${chat}/messages/?page_size=101`)).toMatchObject({ status: 400 });
  const pages = await readPages<Message>(api, ben, `/chats/${chat}/messages`);
  expect(pages.map(contents)).toEqual([said.slice(0, 20), said.slice(20, 40), said.slice(40)]);
});

test('GET /chats/{id}/messages/: `before`, `after`, `around`, a message id or `seq`, with `limit`', async () => {
  const said = await sayMany(9);
  const middle = said[4]!;
  for (const place of [middle.id, middle.seq]) {
    expect(contents(await read(ben, `?before=${String(place)}&limit=2`))).toEqual(['4', '3']);
    expect(contents(await read(ben, `?after=${String(place)}&limit=2`))).toEqual(['7', '6']);
    expect(contents(await read(ben, `?around=${String(place)}&limit=4`))).toEqual(['7', '6', '5', '4']);
  }
  const pages = await readPages<Message>(api, ben, `/chats/${chat}/messages/?before=${middle.id}&limit=3`);
  expect(pages.map(contents)).toEqual([['4', '3', '2'], ['1']]);
});

test('GET /chats/{id}/messages/ marks what it returns as delivered', async () => {
  await say(ana, 'hello');
  await read(ben, '');
  const [message] = await read(ana, '');
  expect(message).toStrictEqual(
    aMessage(chat, ana, 'hello', [], { statuses: [aStatus(ben, 'delivered'), aStatus(cleo, 'sent')] }),
  );
});

test('GET /messages/: mine, newest first; of one chat 50 and the rest by `Link`', async () => {
  const { chatId: other } = await gather(api, 1);
  const said = contents(await sayMany(52)).toReversed();
  expect(await call(ben, `GET /messages/?chat_id=${other}`)).toMatchObject({ status: 403 });
  expect(contents((await call(ben, 'GET /messages/')).body as Message[])).toEqual(said.slice(0, 50));
  const pages = await readPages<Message>(api, ben, `/messages/?chat_id=${chat}`);
  expect(pages.map(contents)).toEqual([said.slice(0, 50), said.slice(50)]);
});

test('GET, PUT, PATCH, DELETE /messages/{id}/: the author, and an admin for DELETE', async () => {
  const message = await say(ben, 'before');
  for (const method of ['PUT', 'PATCH']) {
    const edited = await call(ben, `${method} /messages/${message.id}/`, { content: `after ${method}` });
    const wanted = aMessage(chat, ben, `after ${method}`, [ana, cleo], { ...pick(message), edited_at: aTime });
    expect([edited.status, edited.body]).toStrictEqual([200, wanted]);
    expect((await call(cleo, `GET /messages/${message.id}`)).body).toStrictEqual(edited.body);
    const byOther = await call(ana, `${method} /messages/${message.id}/`, { content: 'not mine' });
    expect([byOther.status, byOther.body]).toStrictEqual([403, anError('not_allowed')]);
  }
  expect(await call(cleo, `DELETE /messages/${message.id}/`)).toMatchObject({ status: 403 });
  expect(await call(ana, `DELETE /messages/${message.id}/`)).toMatchObject({ status: 204, body: undefined });
  expect((await call(cleo, `GET /messages/${message.id}/`)).body).toMatchObject({
    id: message.id,
    content: '',
    deleted: true,
  });
  const own = await say(ben, 'mine');
  expect(await call(ben, `DELETE /messages/${own.id}/`)).toMatchObject({ status: 204 });
});

const pick = ({ id, seq, client_id }: Message) => ({ id, seq, client_id });

test('PUT /messages/{id}/status/ goes forward only; `status` is what all receivers have reached', async () => {
  const { id } = await say(ana, 'hello');
  const mark = (who: Person, status: string) => call(who, `PUT /messages/${id}/status/`, { status });
  const reached = async () => {
    const { status, statuses } = (await call(ana, `GET /messages/${id}/`)).body as Message;
    return [status, ...statuses.map((one) => one.status)];
  };
  const first = await mark(ben, 'delivered');
  expect([first.status, first.body]).toStrictEqual([200, aStatus(ben, 'delivered')]);
  expect(await reached()).toEqual(['sent', 'delivered', 'sent']);
  expect((await mark(ben, 'read')).body).toStrictEqual(aStatus(ben, 'read'));
  expect((await mark(ben, 'delivered')).body).toStrictEqual(aStatus(ben, 'read'));
  await mark(cleo, 'delivered');
  expect(await reached()).toEqual(['delivered', 'read', 'delivered']);
  await mark(cleo, 'read');
  expect(await reached()).toEqual(['read', 'read', 'read']);
  expect(await mark(ana, 'read')).toMatchObject({ status: 400, body: anError('own_message') });
  expect(await mark(ben, 'seen')).toMatchObject({ status: 400, body: anError('unknown_status') });
});

test('a status stays when those who had reached it leave', async () => {
  const { id } = await say(ana, 'hello');
  const status = async () => ((await call(ana, `GET /messages/${id}/`)).body as Message).status;
  for (const person of [ben, cleo]) {
    await call(person, `PUT /messages/${id}/status/`, { status: 'read' });
    await call(person, `POST /chats/${chat}/leave/`);
  }
  expect(await status()).toBe('read');
  await call(ana, `POST /chats/${chat}/add_participants/`, { users_ids: [ben.id] });
  expect(await status()).toBe('read');
});

test.each(['PUT /messages/read/', 'PUT /messages/status/update-all/'])('%s{chatId}/ says how many', async (route) => {
  const unread = async () => ((await call(ben, `GET /chats/${chat}/`)).body as Chat).unread_count;
  await sayMany(3);
  await say(ben, 'mine');
  expect(await unread()).toBe(3);
  const { status, body } = await call(ben, `${route}${chat}/`);
  expect([status, body]).toStrictEqual([200, { detail: 'Marked 3 messages as read.' }]);
  expect(await unread()).toBe(0);
  expect((await call(ben, route + chat)).body).toStrictEqual({ detail: 'Marked 0 messages as read.' });
});

test('reactions: new, changed, taken back, listed, deleted', async () => {
  const { id } = await say(ana, 'hello');
  const react = (type: string) => call(ben, 'POST /reactions/', { message: id, type });
  const of = (type: string) => ({
    id: anId,
    message: id,
    user: ben.id,
    username: ben.username,
    type,
    reacted_at: aTime,
  });
  const list = async () => (await call(cleo, `GET /reactions/?message_id=${id}`)).body as Reaction[];

  expect((await call(ben, 'GET /reactions/types/')).body).toEqual(['like', 'love', 'haha', 'wow', 'sad', 'angry']);
  const first = await react('like');
  expect([first.status, first.body]).toStrictEqual([201, of('like')]);
  const changed = await react('love');
  expect([changed.status, changed.body]).toStrictEqual([200, of('love')]);
  expect(await list()).toStrictEqual([of('love')]);
  expect((await read(cleo, ''))[0]!.reactions).toStrictEqual([of('love')]);
  expect(await react('love')).toMatchObject({ status: 204, body: undefined });
  expect(await list()).toEqual([]);
  const { id: reactionId } = (await react('wow')).body as Reaction;
  expect(await call(cleo, `DELETE /reactions/${reactionId}/`)).toMatchObject({ status: 403 });
  expect(await call(ben, `DELETE /reactions/${reactionId}/`)).toMatchObject({ status: 204, body: undefined });
  expect(await react('meh')).toMatchObject({ status: 400, body: anError('invalid_input', 'type') });
  expect(await call(ben, 'POST /reactions/', { message: NOBODY, type: 'like' })).toMatchObject({ status: 404 });
});
