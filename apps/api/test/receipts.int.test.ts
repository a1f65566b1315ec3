import type { Chat, Message, NoticeOf, ReceiverStatus } from '@besage/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { advanceReceipt } from '../src/operations/receipts/advance-receipt.js';
import { ask, type Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { aPerson, people, type Person } from './support/person.js';
import { anError, anId, aTime } from './support/shapes.js';
import { copyOf, startTestApi, type TestApi } from './support/test-api.js';

const api = await startTestApi();
const copy = await startTestApi(copyOf(api));
afterAll(async () => {
  await copy.close();
  await api.close();
});

let ana: Person, ben: Person, cleo: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben, cleo] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben'), aPerson(api, 'cleo')]);
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben, cleo], 'Room');
});

const put = (person: Person, path: string, body?: object): Promise<Answer> =>
  ask(api, 'PUT', path, { access: person.access, ...(body && { body }) });
async function send(person: Person, content = 'hello'): Promise<Message> {
  return (await person.post(`/chats/${chat}/messages/`, { content })).json<Message>();
}
const fresh = async (id: string) => (await ana.get(`/messages/${id}/`)).json<Message>();
const unread = async (person: Person) => (await person.get(`/chats/${chat}/`)).json<Chat>().unread_count;

type ReceiptsAdvanced = NoticeOf<'receipts.advanced'>;
const announced = (): ReceiptsAdvanced[] =>
  api.published.filter((event) => event.type === 'receipts.advanced').filter((event) => event.chat_id === chat);

describe('one message', () => {
  test('reaches a receiver and is read, and what came before it is too', async () => {
    const [first, second, third] = [await send(ana), await send(ana), await send(ana)];

    const delivered = await put(ben, `/messages/${second.id}/status/`, { status: 'delivered' });
    expect(delivered.statusCode).toBe(200);
    expect(delivered.json<ReceiverStatus>()).toStrictEqual({
      id: anId,
      receiver: { id: ben.id, username: 'ben', profile_img: null },
      status: 'delivered',
      updated_at: aTime,
    });
    const read = await put(ben, `/messages/${second.id}/status/`, { status: 'read' });
    expect(read.json<ReceiverStatus>()).toMatchObject({ id: delivered.json<ReceiverStatus>().id, status: 'read' });

    const ofBen = async ({ id }: Message) => (await fresh(id)).statuses.find((each) => each.receiver.id === ben.id);
    expect(await ofBen(first)).toMatchObject({ status: 'read' });
    expect(await ofBen(second)).toStrictEqual(read.json());
    expect(await ofBen(third)).toMatchObject({ status: 'sent' });
    expect(await unread(ben)).toBe(1);
  });

  test('never goes back', async () => {
    const { id } = await send(ana);
    await put(ben, `/messages/${id}/status/`, { status: 'read' });

    const late = await put(ben, `/messages/${id}/status/`, { status: 'delivered' });

    expect(late.json()).toMatchObject({ status: 'read' });
  });

  test('has the status that all its receivers have reached', async () => {
    const { id } = await send(ana);
    const status = async () => (await fresh(id)).status;
    expect(await status()).toBe('sent');

    await put(ben, `/messages/${id}/status/`, { status: 'read' });
    expect(await status()).toBe('sent');
    await put(cleo, `/messages/${id}/status/`, { status: 'delivered' });
    expect(await status()).toBe('delivered');
    await put(cleo, `/messages/${id}/status/`, { status: 'read' });
    expect(await status()).toBe('read');
  });

  test.each([
    ['sent', 'unknown_status'],
    ['seen', 'unknown_status'],
    ['', 'unknown_status'],
    [1, 'invalid_input'],
    [undefined, 'invalid_input'],
  ])('cannot be marked as %j', async (status, code) => {
    const { id } = await send(ana);

    const answer = await put(ben, `/messages/${id}/status/`, { status });

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, code]);
  });

  test('of oneself cannot be marked', async () => {
    const { id } = await send(ana);

    const answer = await put(ana, `/messages/${id}/status/`, { status: 'read' });

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toStrictEqual(anError('own_message'));
  });
});

describe('a whole chat', () => {
  test.each(['/messages/read/', '/messages/status/update-all/'])('is read by PUT %s', async (path) => {
    await send(ben, 'mine, before');
    const messages = [await send(ana), await send(cleo), await send(ana)];
    await ask(api, 'DELETE', `/messages/${messages[2]!.id}/`, { access: ana.access });

    const first = await put(ben, `${path}${chat}/`);
    const again = await put(ben, `${path}${chat}/`);

    expect(first.json()).toStrictEqual({ detail: 'Marked 2 messages as read.' });
    expect(again.json()).toStrictEqual({ detail: 'Marked 0 messages as read.' });
    expect(await unread(ben)).toBe(0);
    expect(await unread(cleo)).toBe(2);
  });

  test('that is listed is delivered up to what was returned, and not read', async () => {
    const older = await send(ana);
    const newer = await send(ana);

    await ben.get(`/chats/${chat}/messages/?before=${newer.seq}`);
    const ofBen = async ({ id }: Message) => (await fresh(id)).statuses.find((each) => each.receiver.id === ben.id);
    expect(await ofBen(older)).toMatchObject({ status: 'delivered' });
    expect(await ofBen(newer)).toMatchObject({ status: 'sent' });

    await ben.get(`/chats/${chat}/messages/`);
    expect(await ofBen(newer)).toMatchObject({ status: 'delivered' });
    expect(await unread(ben)).toBe(2);
  });

  test('is not unread to who comes later, and is no receipt of theirs', async () => {
    const { id } = await send(ana);
    const dan = await aPerson(api);
    await ana.post(`/chats/${chat}/add_participants/`, { users_ids: [dan.id] });

    expect(await unread(dan)).toBe(0);
    expect((await fresh(id)).statuses.map(({ receiver }) => receiver.username)).toEqual(['ben', 'cleo']);
  });
});

describe('the news of it', () => {
  test('says who got how far, from where, and what that means for the messages', async () => {
    const message = await send(ana);
    await put(ben, `/messages/${message.id}/status/`, { status: 'read' });

    const before = message.seq - 1;
    await expect.poll(announced).toStrictEqual([
      {
        type: 'receipts.advanced',
        chat_id: chat,
        receipts: [
          {
            user_id: ben.id,
            username: 'ben',
            delivered_seq: message.seq,
            read_seq: message.seq,
            delivered_before: before,
            read_before: before,
          },
        ],
        messages: [{ id: message.id, seq: message.seq, sender_id: ana.id, status: 'sent', changed: false }],
      },
    ]);
  });

  test('is none where nothing new was said', async () => {
    const message = await send(ana);
    await put(ben, `/messages/read/${chat}/`);
    await put(ben, `/messages/read/${chat}/`);
    await put(ben, `/messages/${message.id}/status/`, { status: 'delivered' });
    await put(ana, `/messages/read/${chat}/`);

    await put(cleo, `/messages/read/${chat}/`);
    await expect.poll(() => announced().length).toBe(2);
    expect(announced().map(({ receipts }) => receipts.map(({ user_id }) => user_id))).toEqual([[ben.id], [cleo.id]]);
  });
});

/** Receipts at once, by turns through two copies of the api. */
function atOnce(receipts: { person: Person; kind: 'delivered' | 'read'; seq?: number }[]) {
  const through = (index: number): TestApi => (index % 2 === 0 ? api : copy);
  return Promise.all(
    receipts.map(({ person, kind, seq }, index) =>
      advanceReceipt(through(index).ctx, { userId: person.id }, { chatId: chat, kind, seq }),
    ),
  );
}

describe('many at once', () => {
  test('of one person end at the furthest, by steps that join', async () => {
    for (let i = 0; i < 12; i++) await send(ana);
    const places = Array.from({ length: 40 }, (_, i) => ({
      person: ben,
      kind: i % 3 === 0 ? ('read' as const) : ('delivered' as const),
      seq: 2 + ((i * 7) % 12),
    }));
    const furthest = (kind?: string) => Math.max(...places.filter((p) => !kind || p.kind === kind).map((p) => p.seq));

    await atOnce(places);

    const row = await api.ctx.db.participant.findFirst({ where: { chatId: chat, userId: ben.id } });
    expect(row).toMatchObject({ deliveredSeq: furthest(), readSeq: furthest('read') });
    // Two copies of the api tell them, so they may come in another order.
    const walk = () => {
      const steps = announced().flatMap(({ receipts }) => receipts);
      let at = { delivered: 1, read: 1 };
      for (const step of steps.toSorted(
        (a, b) => a.delivered_before - b.delivered_before || a.read_before - b.read_before,
      )) {
        if (step.delivered_before !== at.delivered || step.read_before !== at.read) return { at, gapBefore: step };
        at = { delivered: step.delivered_seq, read: step.read_seq };
      }
      return { at };
    };
    await expect.poll(walk).toEqual({ at: { delivered: furthest(), read: furthest('read') } });
  });

  test('of many people make few events, and the last says that all have read', async () => {
    const crowd = await people(api, 40);
    chat = await aChat(api, [ana, ...crowd], 'Crowd');
    const message = await send(ana);

    await atOnce(crowd.map((person) => ({ person, kind: 'read' as const })));

    expect((await fresh(message.id)).status).toBe('read');
    const said = () => announced().flatMap(({ messages }) => messages);
    await expect.poll(said).toContainEqual(expect.objectContaining({ status: 'read', changed: true }));
    const told = announced().flatMap(({ receipts }) => receipts.map(({ user_id }) => user_id));
    expect(told.toSorted()).toEqual(crowd.map(({ id }) => id).toSorted());
    expect(announced().length).toBeLessThan(20);
  });

  test('of the last two readers: whoever they go through, it is announced', async () => {
    chat = await aChat(api, [ana, ben, cleo], 'Last two');
    for (let round = 0; round < 15; round++) {
      const { id } = await send(ana);
      await atOnce([ben, cleo].map((person) => ({ person, kind: 'read' as const })));
      const news = () => announced().flatMap(({ messages }) => messages.filter((message) => message.id === id));
      await expect.poll(news).toContainEqual(expect.objectContaining({ status: 'read', changed: true }));
    }
  });

  test('of people and of who sends, comes and goes never get stuck', async () => {
    const crowd = await people(api, 8);
    chat = await aChat(api, [ana, ...crowd], 'Busy');
    const doings = crowd.flatMap((person, index) => [
      () => send(person),
      () => put(person, `/messages/read/${chat}/`),
      () =>
        index % 2
          ? person.post(`/chats/${chat}/leave/`, {})
          : ana.post(`/chats/${chat}/add_participants/`, { users_ids: [ben.id] }),
      () => person.get(`/chats/${chat}/messages/`),
    ]);

    const answers = await Promise.all(doings.map((act) => act()));

    expect(answers.filter((answer) => 'statusCode' in answer && answer.statusCode >= 500)).toEqual([]);
    for (const row of await api.ctx.db.participant.findMany({ where: { chatId: chat } })) {
      expect(row.deliveredSeq).toBeGreaterThanOrEqual(row.readSeq);
    }
  });
});
