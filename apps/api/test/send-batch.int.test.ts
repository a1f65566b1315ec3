import type { ServiceError } from '@besage/contracts';
import { appendMessages, appendSettings, createDb, type AppendOutcome, type Db, type NewMessage } from '@besage/db';
import { newId } from '@besage/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { SendBatch, type Sent } from '../src/operations/messages/send-batch.js';
import { sendMessage } from '../src/operations/messages/send-message.js';
import { aChat } from './support/chat.js';
import { Gate } from './support/gate.js';
import { untilWaiting, whileHeld } from './support/held-chat.js';
import { aPerson, people, type Person } from './support/person.js';
import { copyOf, startTestApi, type TestApi } from './support/test-api.js';

const api = await startTestApi();
const copy = await startTestApi(copyOf(api));
afterAll(async () => {
  await copy.close();
  await api.close();
});
const { db } = api.ctx;

let ana: Person, ben: Person;
let chat: string;
beforeAll(async () => {
  [ana, ben] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben')]);
});
beforeEach(async () => {
  chat = await aChat(api, [ana, ben], 'Room');
});

/** Sends at once: what is sent in the same turn of the event loop through one api is one batch. */
function send(to: TestApi, sender: Person, chatId: string, clientId: string = newId()): Promise<Sent> {
  return sendMessage(to.ctx, { userId: sender.id }, { chatId, content: 'hello', clientId });
}

/** What a batch takes: a message of ana's. */
function aMessage(chatId: string): NewMessage {
  const [id, clientId] = [newId(), newId()];
  return { id, chatId, senderId: ana.id, clientId, content: 'hi', replyToId: null, mentionKeys: [], attachmentIds: [] };
}

/** A connection as batches have it. */
function anAppender(url = api.ctx.config.DATABASE_URL, statementTimeout = 15_000): Db {
  const appender = createDb({ url, poolSize: 1, settings: appendSettings, statementTimeout });
  onTestFinished(() => appender.$disconnect());
  return appender;
}

const codeOf = async (sending: Promise<unknown>) =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error as ServiceError).code,
  );
const stored = (chatId: string) => db.message.findMany({ where: { chatId }, orderBy: { seq: 'asc' } });

test('numbers the entries of each chat without gaps, whoever sends', async () => {
  const senders = await people(api, 6);
  const chats = await Promise.all([1, 2, 3].map(() => aChat(api, senders as [Person, ...Person[]], 'Busy')));
  const jobs = senders.flatMap((sender) => chats.flatMap((id) => Array.from({ length: 10 }, () => ({ sender, id }))));

  const answers = await Promise.all(
    jobs.map(({ sender, id }, i) =>
      i % 2 === 0
        ? sender.post(`/chats/${id}/messages/`, { content: 'hi' })
        : copy.app.inject({
            method: 'POST',
            url: '/api/messages/',
            headers: { authorization: `Bearer ${sender.access}` },
            payload: { chat: id, content: 'hi' },
          }),
    ),
  );

  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
  for (const id of chats) {
    const { lastSeq } = await db.chat.findUniqueOrThrow({ where: { id } });
    const log = await db.logEntry.findMany({ where: { chatId: id }, orderBy: { seq: 'asc' } });
    const messages = await stored(id);
    expect(lastSeq).toBe(61);
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 61 }, (_, i) => i + 1));
    expect(log.slice(1).map(({ subject, actorId }) => [subject, actorId])).toEqual(
      messages.map((message) => [message.id, message.senderId]),
    );
    expect(messages.map(({ seq }) => seq)).toEqual(log.slice(1).map(({ seq }) => seq));
  }
});

test('keeps the order in which one api was asked', async () => {
  const ids = Array.from({ length: 300 }, () => newId());

  const sent = await Promise.all(ids.map((clientId) => send(api, ana, chat, clientId)));

  expect((await stored(chat)).map(({ clientId }) => clientId)).toEqual(ids);
  expect(sent.map(({ message }) => message.seq)).toEqual(ids.map((_, i) => i + 2));
});

test('answers each of a batch for itself', async () => {
  const outsider = await aPerson(api);

  const codes = await Promise.all(
    [
      send(api, ana, chat),
      send(api, outsider, chat),
      send(api, ana, newId()),
      sendMessage(api.ctx, { userId: ben.id }, { chatId: chat, content: 'hi', replyTo: newId() }),
      send(api, ben, chat),
    ].map(codeOf),
  );

  expect(codes).toEqual(['sent', 'not_a_participant', 'chat_not_found', 'reply_not_found', 'sent']);
  expect((await stored(chat)).map(({ senderId, seq }) => [senderId, seq])).toEqual([
    [ana.id, 2],
    [ben.id, 3],
  ]);
});

describe('while a chat is held by somebody else', () => {
  test('who is removed then is refused, and the others are not', async () => {
    let sending: Promise<string>[] = [];

    await whileHeld(db, chat, async (tx) => {
      sending = [send(api, ben, chat), send(api, ana, chat)].map(codeOf);
      await untilWaiting(db, 1);
      await tx.participant.deleteMany({ where: { chatId: chat, userId: ben.id } });
      await tx.chat.update({ where: { id: chat }, data: { lastSeq: 2, rosterSeq: 2, participantCount: 1 } });
    });

    expect(await Promise.all(sending)).toEqual(['not_a_participant', 'sent']);
    expect((await stored(chat)).map(({ senderId, seq }) => [senderId, seq])).toEqual([[ana.id, 3]]);
  });

  test('who is added then may send', async () => {
    const cleo = await aPerson(api);
    let sending: Promise<string> | undefined;

    await whileHeld(db, chat, async (tx) => {
      sending = codeOf(send(api, cleo, chat));
      await untilWaiting(db, 1);
      await tx.participant.create({
        data: { id: newId(), chatId: chat, userId: cleo.id, joinedSeq: 2, deliveredSeq: 2, readSeq: 2 },
      });
      await tx.chat.update({ where: { id: chat }, data: { lastSeq: 2, rosterSeq: 2, participantCount: 3 } });
    });

    expect(await sending).toBe('sent');
  });

  test('sends keep their order also where all of them have to be judged again', async () => {
    const ids = Array.from({ length: 5 }, () => newId());
    let sending: Promise<Sent>[] = [];

    await whileHeld(db, chat, async (tx) => {
      sending = ids.map((clientId) => send(api, ana, chat, clientId));
      await untilWaiting(db, 1);
      await tx.chat.update({ where: { id: chat }, data: { lastSeq: 2, rosterSeq: 2 } });
    });

    await Promise.all(sending);
    expect((await stored(chat)).map(({ clientId }) => clientId)).toEqual(ids);
  });

  test('a chat that is archived then takes no more', async () => {
    let sending: Promise<string> | undefined;

    await whileHeld(db, chat, async (tx) => {
      sending = codeOf(send(api, ana, chat));
      await untilWaiting(db, 1);
      await tx.chat.update({ where: { id: chat }, data: { active: false } });
    });

    expect(await sending).toBe('chat_archived');
  });

  test('one client_id through two apis is one message', async () => {
    const clientId = newId();
    let sending: Promise<Sent>[] = [];

    await whileHeld(db, chat, async () => {
      sending = [send(api, ana, chat, clientId), send(copy, ana, chat, clientId)];
      await untilWaiting(db, 2);
    });

    const sent = await Promise.all(sending);
    expect(sent.map(({ isNew }) => isNew).toSorted()).toEqual([false, true]);
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1);
    expect(await stored(chat)).toHaveLength(1);
  });

  test('who sends the same through two apis holds up nobody else: the batch is stored as one', async () => {
    const clientId = newId();
    const batches = () => api.ctx.counts.sends.batchSizes.counts.reduce((sum, count) => sum + count);
    const before = batches();
    let sending: Promise<Sent>[] = [];

    await whileHeld(db, chat, async () => {
      sending = [send(copy, ana, chat, clientId)];
      await untilWaiting(db, 1);
      sending.push(send(api, ana, chat, clientId), ...[1, 2, 3, 4].map(() => send(api, ben, chat)));
      await untilWaiting(db, 2);
    });

    expect((await Promise.all(sending)).map(({ isNew }) => isNew)).toEqual([true, false, true, true, true, true]);
    expect(batches() - before).toBe(1);
  });

  test('two statements that share chats in opposite order wait for each other, not for ever', async () => {
    const [low, high] = [chat, await aChat(api, [ana, ben], 'Room')].toSorted() as [string, string];
    const [first, second] = [anAppender(), anAppender()];
    let appending: Promise<AppendOutcome[]>[] = [];

    await whileHeld(db, high, async () => {
      appending = [appendMessages(first, [aMessage(high), aMessage(low)], 10)];
      await untilWaiting(db, 1);
      appending.push(appendMessages(second, [aMessage(low), aMessage(high)], 10));
      await untilWaiting(db, 2);
    });

    const outcomes = (await Promise.all(appending)).flat().map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['new', 'new', 'new', 'new']);
  });
});

describe('while PostgreSQL is away', () => {
  /** A batch of its own that reaches PostgreSQL through a gate. */
  async function aGatedBatch(patience: number, statementTimeout?: number) {
    const gate = await Gate.to(api.ctx.config.DATABASE_URL);
    const appender = anAppender(gate.url, statementTimeout);
    const reader = createDb({ url: gate.url });
    onTestFinished(async () => {
      await gate.shut();
      await reader.$disconnect();
    });
    const { mediaUrl, publish, log } = api.ctx;
    const batch = new SendBatch({ appender, db: reader, mediaUrl, publish, log, patience });
    const sendHere = (content: string) => batch.add({ ...aMessage(chat), content });
    return { gate, sendHere };
  }

  test('a send is refused within its patience, and the next one after is not', async () => {
    const { gate, sendHere } = await aGatedBatch(300);
    await sendHere('before');
    await gate.shut();

    await expect(sendHere('meanwhile')).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });

    await gate.open();
    expect(await sendHere('after')).toMatchObject({ isNew: true });
    expect((await stored(chat)).map(({ content }) => content)).toEqual(['before', 'after']);
  });

  test('a send is refused, too, when it takes what is asked and answers nothing', async () => {
    const { gate, sendHere } = await aGatedBatch(300, 100);
    await sendHere('before');
    gate.mute();

    await expect(sendHere('meanwhile')).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('sends wait for it, in their order', async () => {
    const { gate, sendHere } = await aGatedBatch(15_000);
    await gate.shut();
    const sending = ['one', 'two', 'three'].map(sendHere);
    await gate.open();

    expect((await Promise.all(sending)).map(({ isNew }) => isNew)).toEqual([true, true, true]);
    expect((await stored(chat)).map(({ content }) => content)).toEqual(['one', 'two', 'three']);
  });

  test('a message whose answer was lost is stored once, and new to its sender', async () => {
    const { gate, sendHere } = await aGatedBatch(15_000);
    await sendHere('before');
    let sending: Promise<Sent> | undefined;
    await whileHeld(db, chat, async () => {
      sending = sendHere('lost');
      await untilWaiting(db, 1);
      gate.mute();
    });
    await expect.poll(() => stored(chat)).toHaveLength(2);

    await gate.shut();
    await gate.open();

    expect(await sending).toMatchObject({ isNew: true, message: { content: 'lost', seq: 3 } });
    expect(await stored(chat)).toHaveLength(2);
  });
});
