import type { Chat, ConnectedChat, Message } from '@besage/contracts';
import { createTokens } from '@besage/auth';
import { newId } from '@besage/service-kit';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestPerson } from './support/test-person.js';
import { TestSocket, type Frame } from './support/test-socket.js';
import { startTestSystem, type TestGateway } from './support/test-system.js';

const system = await startTestSystem();
const [here, there] = [await system.startGateway(), await system.startGateway()];
afterAll(() => system.close());

let ana: TestPerson, ben: TestPerson, cleo: TestPerson;
let chat: string;
const sockets: TestSocket[] = [];
beforeEach(async () => {
  [ana, ben, cleo] = (await system.people(3)) as [TestPerson, TestPerson, TestPerson];
  chat = await ana.createChat([ben, cleo], 'Room');
  return async () => {
    for (const socket of sockets.splice(0)) await socket.close();
  };
});

async function connect(person: TestPerson, since?: Record<string, number>, gateway = here): Promise<TestSocket> {
  const socket = await person.connect(gateway, since);
  sockets.push(socket);
  return socket;
}

const connectedOf = ({ frames }: TestSocket) => frames[0] as unknown as { chats: ConnectedChat[] } & Frame;
/** The log entries of a chat, as a socket heard them. */
const entries = (socket: TestSocket, id = chat) =>
  socket.frames.filter((frame) => frame['chat_id'] === id && frame['seq'] !== undefined);
const seqs = (socket: TestSocket, id = chat) => entries(socket, id).map(({ seq }) => seq);
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + 1 + i);
const lastSeq = async (id = chat) => (await system.db.chat.findUniqueOrThrow({ where: { id } })).lastSeq;
/** A chat of whose making no gateway hears. */
async function unheardChat(people: TestPerson[]): Promise<string> {
  const [id, [owner]] = [newId(), people as [TestPerson]];
  const userIds = people.map((person) => person.id);
  await system.db.$transaction([
    system.db.chat.create({
      data: { id, kind: 'group', name: 'Unheard', lastSeq: 1, participantCount: userIds.length },
    }),
    system.db.participant.createMany({
      data: userIds.map((userId) => ({
        id: newId(),
        chatId: id,
        userId,
        role: 'owner' as const,
        joinedSeq: 1,
        deliveredSeq: 1,
        readSeq: 1,
      })),
    }),
    system.db.logEntry.create({
      data: { chatId: id, seq: 1, type: 'chat.created', actorId: owner.id, data: { user_ids: userIds } },
    }),
  ]);
  return id;
}
/** Waits until a socket has heard of the newest entry. */
async function level(socket: TestSocket, id = chat): Promise<void> {
  await socket.heard({ chat_id: id, seq: await lastSeq(id) });
}

describe('connecting', () => {
  test('is answered with my chats as in REST, and where I am in each', async () => {
    const { seq } = await ben.send(chat, 'hello');
    await cleo.ask('PUT', `/messages/read/${chat}/`);

    const socket = await connect(ana);

    const [inRest] = await ana.ask<Chat[]>('GET', '/chats/');
    const of = (person: TestPerson, at: number) => ({ user_id: person.id, delivered_seq: at, read_seq: at });
    expect(connectedOf(socket)).toEqual({
      type: 'connected',
      session: ana.sessionId,
      user: { id: ana.id, username: ana.username, profile_img: null },
      heartbeat_ms: 25_000,
      chat_count: 1,
      gone: [],
      online: [],
      chats: [{ ...inRest, last_seq: seq, read_seq: 1, delivered_seq: 1, receipts: expect.any(Array) as unknown }],
    });
    const { receipts } = connectedOf(socket).chats[0]!;
    expect(receipts).toEqual(expect.arrayContaining([of(ana, 1), of(cleo, seq)]));
  });

  test('says who is online', async () => {
    await connect(ben, undefined, there);
    await expect.poll(async () => [...(await here.ctx.presence.online([ben.id, cleo.id]))]).toEqual([ben.id]);

    expect(connectedOf(await connect(ana))['online']).toEqual([ben.id]);
  });

  test('gives what was missed since, in order, and what comes after it', async () => {
    const before = await lastSeq();
    for (const text of ['one', 'two']) await ben.send(chat, text);
    const socket = await connect(ana, { [chat]: before });
    await ben.send(chat, 'three');
    await level(socket);

    expect(seqs(socket)).toEqual(upTo(before, before + 3));
    expect(entries(socket).map(({ data }) => (data as { message: Message }).message.content)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('gives nothing of what I have, and of a chat that I do not name what comes', async () => {
    const { seq } = await ben.send(chat, 'had');
    const other = await ben.createChat([ana], 'Other');
    await ben.send(other, 'also had');
    const socket = await connect(ana, { [chat]: seq });
    const [first, second] = [await ben.send(chat, 'new'), await ben.send(other, 'new')];
    await level(socket);
    await level(socket, other);

    expect([seqs(socket), seqs(socket, other)]).toEqual([[first.seq], [second.seq]]);
  });

  test('gives more than a page', async () => {
    await Promise.all(Array.from({ length: 700 }, (_, i) => ben.send(chat, String(i))));

    const socket = await connect(ana, { [chat]: 0 });
    await level(socket);

    expect(seqs(socket)).toEqual(upTo(0, 701));
  });

  test('leaves no hole and no repetition while others send through two gateways', async () => {
    const [ofBen, ofCleo] = [await connect(ben), await connect(cleo, undefined, there)];
    const sending = Promise.all(
      [ofBen, ofCleo].map(async (socket) => {
        for (let i = 0; i < 150; i += 1) {
          socket.send({ type: 'message.send', id: i, chat_id: chat, client_id: newId(), content: String(i) });
          await socket.heard({ type: 'ack', id: i });
        }
      }),
    );
    const visits: { since: number; socket: TestSocket }[] = [];
    for (let since = 1; since < 250; since = await lastSeq()) {
      visits.push({ since, socket: await connect(ana, { [chat]: since }, visits.length % 2 === 0 ? here : there) });
    }
    await sending;

    for (const { since, socket } of visits) {
      await level(socket);
      expect(seqs(socket)).toEqual(upTo(since, 301));
    }
    expect(visits.length).toBeGreaterThan(2);
  });

  test('takes its time: a chat that is waiting for its turn is not taken for one that was forgotten', async () => {
    const gateway = await system.startGateway();
    const other = await ben.createChat([ana], 'Other');
    for (const id of [chat, other]) await ben.send(id, 'missed');
    const { logPages } = gateway.ctx;
    const read = logPages.read.bind(logPages);
    let goOn!: () => void;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    // The one with the newest activity comes first.
    logPages.read = async (id, after) => {
      if (id === other) await gate;
      return read(id, after);
    };
    const socket = await connect(ana, { [chat]: 1, [other]: 1 }, gateway);
    // The comparison that finds this one has looked at the others, too.
    await socket.heard({ event: 'chat.created', chat_id: await unheardChat([ana, ben]) });
    goOn();
    await level(socket);

    expect([seqs(socket, other), seqs(socket)]).toEqual([[2], [2]]);
  });

  test.each([
    ['from the future', 1_000_000],
    ['too long ago', 0],
  ])('from a place that is %s says that the chat must be read anew', async (_name, since) => {
    // As if much had been said: entries are not needed for it.
    await system.db.chat.update({ where: { id: chat }, data: { lastSeq: 20_000 } });
    const socket = await connect(ana, { [chat]: since });
    await socket.heard({ type: 'reset' });
    const message = await ben.send(chat, 'after it');
    await level(socket);

    expect(socket.of('reset')).toEqual([{ type: 'reset', chat_id: chat, last_seq: 20_000 }]);
    expect(seqs(socket)).toEqual([message.seq]);
  });

  test('from a place behind which the log is not kept any more says so, too', async () => {
    for (const text of ['one', 'two', 'three']) await ben.send(chat, text);
    await system.db.logEntry.deleteMany({ where: { chatId: chat, seq: { lte: 2 } } });
    const socket = await connect(ana, { [chat]: 1 });
    await socket.heard({ type: 'reset', chat_id: chat, last_seq: 4 });
    await ben.send(chat, 'four');
    await level(socket);

    expect(seqs(socket)).toEqual([5]);
  });

  test('names the chats that I am not in any more', async () => {
    await ana.ask('POST', `/chats/${chat}/remove_participants/`, { users_ids: [ben.id] });

    const socket = await connect(ben, { [chat]: 1, 'no id at all': 1 });

    expect(connectedOf(socket)).toMatchObject({ chats: [], gone: [chat, 'no id at all'] });
  });

  test('that is cut short leaves nothing behind', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => ben.send(chat, String(i))));
    const socket = await TestSocket.open(`${here.url}/ws/`, 'v2');
    socket.send({ type: 'connect', token: ana.access, since: { [chat]: 0 } });
    await socket.close();

    await expect.poll(() => [here.ctx.hub.size, here.ctx.hub.room(chat)]).toEqual([0, undefined]);
  });
});

describe('who may not connect', () => {
  const refused = async (first: object | string | undefined, gateway = here) => {
    const socket = await TestSocket.open(`${gateway.url}/ws/`, 'v2');
    if (typeof first === 'string') socket.sendText(first);
    else if (first) socket.send(first);
    return socket.closed();
  };

  test.each([
    ['no connect', () => ({ type: 'ping', id: 1 })],
    ['no JSON', () => '{'],
    ['no token', () => ({ type: 'connect' })],
    ['a token that is none', () => ({ type: 'connect', token: 'nonsense' })],
    ['a position that is none', () => ({ type: 'connect', token: ana.access, since: { [chat]: 'x' } })],
  ])('%s in the first frame: 4401', async (_name, first) => {
    expect(await refused(first())).toBe(4401);
  });

  test('a session that has ended: 4401', async () => {
    await system.db.session.update({ where: { id: ana.sessionId }, data: { endedAt: new Date() } });
    expect(await refused({ type: 'connect', token: ana.access })).toBe(4401);
  });

  test('who says nothing: 4401 after a while', async () => {
    const impatient = await system.startGateway({ CONNECT_TIMEOUT: '1' });
    expect(await refused(undefined, impatient)).toBe(4401);
  });

  test('who says too much before being let in: 4429', async () => {
    const socket = await TestSocket.open(`${here.url}/ws/`, 'v2');
    socket.send({ type: 'connect', token: ana.access });
    for (let i = 0; i < 150; i += 1) socket.send({ type: 'ping', id: i });
    expect(await socket.closed()).toBe(4429);
  });
});

describe('a command', () => {
  test('sends a message: the answer brings it, and everybody hears of it once, the sender too', async () => {
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    const client_id = newId();
    ofAna.send({ type: 'message.send', id: 'a', chat_id: chat, client_id, content: 'hello' });

    const { message } = (await ofAna.heard({ type: 'ack', id: 'a' })) as unknown as { message: Message };
    expect(message).toMatchObject({ client_id, content: 'hello', sender: { id: ana.id } });
    for (const socket of [ofAna, ofBen]) {
      await level(socket);
      expect(entries(socket)).toEqual([
        {
          type: 'event',
          event: 'message.created',
          chat_id: chat,
          seq: message.seq,
          at: message.sent_at,
          actor_id: ana.id,
          data: { message },
        },
      ]);
    }
  });

  test('that is repeated gives the first message and no event', async () => {
    const socket = await connect(ana);
    const frame = { type: 'message.send', chat_id: chat, client_id: newId(), content: 'hello' };
    socket.send({ ...frame, id: 1 });
    const first = await socket.heard({ type: 'ack', id: 1 });
    socket.send({ ...frame, id: 2 });
    const second = await socket.heard({ type: 'ack', id: 2 });

    expect(second).toEqual({ ...first, id: 2 });
    await ben.send(chat, 'the end');
    await level(socket);
    expect(socket.of('message.created')).toHaveLength(2);
  });

  test('edits, reacts and deletes', async () => {
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    const { id: message_id } = await ana.send(chat, 'first');
    const commands = [
      { type: 'message.edit', message_id, content: 'second' },
      { type: 'reaction.set', message_id, reaction: 'wow' },
      { type: 'message.delete', message_id },
    ];
    for (const [id, command] of commands.entries()) ofAna.send({ ...command, id });
    for (const id of commands.keys()) expect(await ofAna.heard({ id })).toEqual({ type: 'ack', id });

    await level(ofBen);
    expect(entries(ofBen).map(({ event }) => event)).toEqual([
      'message.created',
      'message.edited',
      'reaction.changed',
      'message.deleted',
    ]);
  });

  test('advances receipts, of which everybody hears', async () => {
    const { seq } = await ben.send(chat, 'hello');
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    ofAna.send({ type: 'receipt.delivered', id: 1, chat_id: chat, seq });
    await ofAna.heard({ type: 'ack', id: 1 });
    ofAna.send({ type: 'receipt.read', id: 2, chat_id: chat, seq });
    await ofAna.heard({ type: 'ack', id: 2 });

    const receipt = { type: 'event', event: 'receipt', chat_id: chat };
    for (const read_seq of [1, seq]) {
      const data = { user_id: ana.id, delivered_seq: seq, read_seq };
      expect(await ofBen.heard({ event: 'receipt', data })).toEqual({ ...receipt, data });
    }
  });

  test('says that I am typing, to the others', async () => {
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    ofAna.send({ type: 'typing', id: 1, chat_id: chat });
    await ofAna.heard({ type: 'ack', id: 1 });

    const data = { user_id: ana.id, username: ana.username };
    expect(await ofBen.heard({ event: 'typing' })).toEqual({ type: 'event', event: 'typing', chat_id: chat, data });
    expect(ofAna.of('typing')).toEqual([]);
  });

  test('says so once a second in each chat, however many sockets I have', async () => {
    const other = await ana.createChat([ben], 'Other');
    const [first, second, ofBen] = [await connect(ana), await connect(ana), await connect(ben)];
    for (const socket of [first, second]) {
      socket.send({ type: 'typing', id: 1, chat_id: chat });
      await socket.heard({ type: 'ack', id: 1 });
    }
    second.send({ type: 'typing', id: 2, chat_id: other });
    await ofBen.heard({ event: 'typing', chat_id: other });

    expect(ofBen.of('typing').map(({ chat_id }) => chat_id)).toEqual([chat, other]);
  });

  test('that makes no sense is refused with its id, and the socket lives', async () => {
    const socket = await connect(ana);
    const foreign = await ben.createChat([cleo], 'Theirs');
    const { id: message_id } = await ben.send(chat, 'of Ben');
    const send = { type: 'message.send', chat_id: chat, client_id: 'c', content: 'x' };
    const cases: [object, string][] = [
      [{ type: 'dance', id: 1 }, 'unknown_frame'],
      [{ type: 'connect', id: 2, token: ana.access }, 'unknown_frame'],
      [{ ...send, id: 3, client_id: undefined }, 'invalid_frame'],
      [{ ...send, id: 4, content: '' }, 'content_required'],
      [{ ...send, id: 5, content: 'x'.repeat(10_001) }, 'content_too_long'],
      [{ ...send, id: 6, chat_id: foreign }, 'not_a_participant'],
      [{ ...send, id: 7, chat_id: newId() }, 'chat_not_found'],
      [{ ...send, id: 8, reply_to: newId() }, 'reply_not_found'],
      [{ type: 'message.edit', id: 9, message_id, content: 'mine' }, 'not_allowed'],
      [{ type: 'reaction.set', id: 10, message_id, reaction: 'hate' }, 'invalid_frame'],
      [{ type: 'receipt.read', id: 11, chat_id: foreign, seq: 1 }, 'not_a_participant'],
      [{ type: 'typing', id: 12, chat_id: foreign }, 'not_a_participant'],
      [{ type: 'auth', id: 13, token: ben.access }, 'not_authenticated'],
    ];
    for (const [frame, code] of cases) {
      socket.send(frame);
      const { id } = frame as { id: number };
      expect(await socket.heard({ id })).toMatchObject({ type: 'error', code, detail: expect.any(String) as string });
    }
    for (const text of ['{', '[]', '"x"', '{"type":"ping"}']) {
      socket.forget();
      socket.sendText(text);
      expect(await socket.heard({ type: 'error' })).toMatchObject({ id: null, code: 'invalid_frame' });
    }
    socket.send({ type: 'ping', id: 'last' });
    expect(await socket.heard({ id: 'last' })).toEqual({ type: 'ack', id: 'last' });
  });

  test('keeps its place among those to the same chat', async () => {
    const socket = await connect(ana);
    const numbers = upTo(0, 50);
    for (const id of numbers) {
      socket.send({ type: 'message.send', id, chat_id: chat, client_id: newId(), content: String(id) });
    }
    await socket.heard({ type: 'ack', id: 50 });
    await level(socket);

    const said = entries(socket).map(({ data }) => (data as { message: Message }).message.content);
    expect(said).toEqual(numbers.map(String));
  });
});

test('who reads too slowly is put out with 4408, comes back and misses nothing', async () => {
  const slow = await connect(ana);
  const isOpen = () => [...here.ctx.hub.connectionsOf(ana.id)].some((connection) => connection.isOpen);
  slow.pause();
  while (isOpen()) await Promise.all(Array.from({ length: 50 }, () => ben.send(chat, 'x'.repeat(10_000))));
  slow.resume();
  expect(await slow.closed()).toBe(4408);
  // What filled the line up may have been the last, and have come.
  await ben.send(chat, 'missed');

  const since = Number(seqs(slow).at(-1) ?? 1);
  const back = await connect(ana, { [chat]: since });
  await level(back);
  expect([...seqs(slow), ...seqs(back)]).toEqual(upTo(1, await lastSeq()));
});

test('who reads slowly gets the messages, and not who typed meanwhile', async () => {
  const [slow, ofBen, ofCleo] = [await connect(ana), await connect(ben), await connect(cleo)];
  const [connection] = here.ctx.hub.connectionsOf(ana.id);
  slow.pause();
  while (connection!.waitingBytes < 100_000) await ben.send(chat, 'x'.repeat(10_000));
  ofBen.send({ type: 'typing', id: 1, chat_id: chat });
  await ofCleo.heard({ event: 'typing' });
  slow.resume();
  await level(slow);

  expect(slow.of('typing')).toEqual([]);
  expect(seqs(slow)).toEqual(upTo(1, await lastSeq()));
});

test('a socket that sends far too fast is told so, and then put out with 4429', async () => {
  const gateway = await system.startGateway({ FRAME_RATE: '10' });
  const socket = await connect(ana, undefined, gateway);
  for (let id = 0; id < 300; id += 1) socket.send({ type: 'ping', id });

  expect(await socket.closed()).toBe(4429);
  expect(socket.of('error')[0]).toMatchObject({ code: 'rate_limited', retry_after: 1, id: 50 });
});

test('commands that wait for their answer are so many at the most', async () => {
  const socket = await connect(ana);
  for (let id = 0; id < 700; id += 1) {
    socket.send({ type: 'message.send', id, chat_id: chat, client_id: newId(), content: String(id) });
  }
  await socket.heard({ type: 'error', code: 'rate_limited', retry_after: 1 });
  await socket.heard({ id: 699 });
  socket.send({ type: 'ping', id: 'last' });
  expect(await socket.heard({ id: 'last' })).toEqual({ type: 'ack', id: 'last' });
});

describe('people come and go', () => {
  test('a new chat joins by itself', async () => {
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    const id = await ana.createChat([ben], 'New');
    const message = await ana.send(id, 'welcome');
    for (const socket of [ofAna, ofBen]) {
      await level(socket, id);
      expect(entries(socket, id)).toMatchObject([
        { event: 'chat.created', seq: 1, data: { chat: { name: 'New' } } },
        { event: 'message.created', seq: message.seq },
      ]);
    }
  });

  test('who is put in a chat finds what was said last, and hears from then on', async () => {
    const [dan] = (await system.people(1)) as [TestPerson];
    const socket = await connect(dan, undefined, there);
    const last = await ana.send(chat, 'before');
    await ana.ask('POST', `/chats/${chat}/add_participants/`, { users_ids: [dan.id] });
    await socket.heard({ event: 'participant.added' });
    const next = await ana.send(chat, 'after');
    await level(socket);

    expect(entries(socket)).toMatchObject([
      { event: 'participant.added', data: { user_ids: [dan.id], last_message: { id: last.id } } },
      { event: 'message.created', seq: next.seq },
    ]);
  });

  test('a chat whose event was lost joins, too', async () => {
    const [ofAna, ofBen] = [await connect(ana), await connect(ben, undefined, there)];
    const id = await unheardChat([ana, ben]);
    for (const socket of [ofAna, ofBen]) await socket.heard({ event: 'chat.created', chat_id: id });
    await ana.send(id, 'welcome');
    for (const socket of [ofAna, ofBen]) {
      await level(socket, id);
      expect(seqs(socket, id)).toEqual([1, 2]);
    }
  });

  test.each([
    ['before the look', 'told'],
    ['behind the look', 'shown'],
  ])('who is put in a chat while connecting, %s, hears of it once', async (_name, how) => {
    const gateway = await system.startGateway();
    const { snapshots } = gateway.ctx;
    const look = snapshots.whole;
    let added!: string;
    snapshots.whole = async (userId) => {
      const early = how === 'shown' ? undefined : await look(userId);
      added = await ana.createChat([ben], 'Just now');
      await expect.poll(() => watcher.of('nuevo_chat').length).toBe(1);
      return early ?? look(userId);
    };
    const watcher = await ana.follow(gateway);
    sockets.push(watcher);
    await watcher.heard({ type: 'connection_established' });
    const socket = await connect(ben, undefined, gateway);
    snapshots.whole = look;
    await ana.send(added, 'welcome');
    await level(socket, added);

    const isInSnapshot = connectedOf(socket).chats.some(({ id }) => id === added);
    expect([isInSnapshot, seqs(socket, added)]).toEqual(how === 'shown' ? [true, [2]] : [false, [1, 2]]);
  });

  test('who is removed hears that they were, nothing after it, and goes on with the other chats', async () => {
    const other = await ana.createChat([ben], 'Other');
    const socket = await connect(ben);
    await ana.ask('POST', `/chats/${chat}/remove_participants/`, { users_ids: [ben.id] });
    const removedAt = await lastSeq();
    await ana.send(chat, 'behind your back');
    await ana.send(other, 'here you are');
    await level(socket, other);

    expect(entries(socket)).toMatchObject([{ event: 'participant.removed', seq: removedAt }]);
    socket.send({ type: 'typing', id: 1, chat_id: chat });
    expect(await socket.heard({ id: 1 })).toMatchObject({ code: 'not_a_participant' });
  });

  test('who is removed is out on every socket, also where no gateway heard of it', async () => {
    const [socket, chatSocket] = [await connect(ben), await ben.listen(there, chat)];
    sockets.push(chatSocket);
    const [seq, at] = [(await lastSeq()) + 1, { chatId_userId: { chatId: chat, userId: ben.id } }];
    await system.db.$transaction([
      system.db.participant.delete({ where: at }),
      system.db.logEntry.create({
        data: { chatId: chat, seq, type: 'participant.removed', actorId: ana.id, data: { user_ids: [ben.id] } },
      }),
      system.db.chat.update({ where: { id: chat }, data: { lastSeq: seq, rosterSeq: seq, participantCount: 2 } }),
    ]);

    await socket.heard({ event: 'participant.removed', chat_id: chat, seq });
    expect(await chatSocket.closed()).toBe(4403);
    await ana.send(chat, 'behind your back');
    socket.send({ type: 'typing', id: 1, chat_id: chat });
    expect(await socket.heard({ id: 1 })).toMatchObject({ code: 'not_a_participant' });
    expect(entries(socket).map((entry) => entry['seq'])).toEqual([seq]);
  });

  test('who is being shown out is heard no more, though they do not leave', async () => {
    const [socket, chatSocket] = [await connect(ben), await ben.listen(here, chat)];
    sockets.push(chatSocket);
    const isOpen = () => [...here.ctx.hub.connectionsOf(ben.id)].some((connection) => connection.isOpen);
    // Neither reads, so neither answers that it is closed.
    for (const each of [socket, chatSocket]) each.pause();
    await ben.ask('POST', '/auth/logout/');
    await expect.poll(isOpen).toBe(false);
    socket.send({ type: 'message.send', id: 1, chat_id: chat, client_id: newId(), content: 'too late' });
    chatSocket.send({ message: 'too late' });
    for (const each of [socket, chatSocket]) {
      each.resume();
      expect(await each.closed()).toBe(4401);
    }
    // A command that was passed on before this one would be done.
    const [ofAna, client_id] = [await connect(ana), newId()];
    ofAna.send({ type: 'message.send', id: 2, chat_id: chat, client_id, content: 'the end' });
    await ofAna.heard({ type: 'ack', id: 2 });

    expect(await system.db.message.findMany({ where: { chatId: chat, content: 'too late' } })).toEqual([]);
  });

  test('somebody comes online for me once, however many chats we share', async () => {
    for (const name of ['Two', 'Three']) await ana.createChat([ben], name);
    const socket = await connect(ana);
    const ofBen = await connect(ben, undefined, there);
    const online = { type: 'event', event: 'presence', data: { user_id: ben.id, online: true } };
    await socket.heard(online);
    await ofBen.close();
    const offline = await socket.heard({ ...online, data: { user_id: ben.id, online: false } });

    expect(offline['data']).toMatchObject({ username: ben.username, last_seen_at: expect.any(String) as string });
    expect(socket.of('presence')).toHaveLength(2);
  });

  test('who meets in a chat hears which of the others is online', async () => {
    const [dan] = (await system.people(1)) as [TestPerson];
    const [ofAna, ofBen, ofDan] = [await connect(ana), await connect(ben), await connect(dan, undefined, there)];
    const online = ({ id }: TestPerson) => ({ event: 'presence', data: { user_id: id, online: true } });
    await ofAna.heard(online(ben));
    const id = await ana.createChat([dan], 'Met');

    await Promise.all([ofAna.heard(online(dan)), ofDan.heard(online(ana))]);
    await ana.ask('POST', `/chats/${id}/add_participants/`, { users_ids: [ben.id] });
    await Promise.all([ofBen.heard(online(dan)), ofDan.heard(online(ben))]);
    const heardOf = (socket: TestSocket, { id: userId }: TestPerson) =>
      socket.of('presence').filter(({ data }) => (data as { user_id: string }).user_id === userId).length;
    expect([heardOf(ofDan, ana), heardOf(ofAna, dan)]).toEqual([1, 1]);
  });

  test('many who read are told in few frames', async () => {
    const people = await system.people(40);
    const crowd = await ana.createChat(people, 'Crowd');
    const socket = await connect(ana);
    await ana.send(crowd, 'read this');
    await Promise.all(people.map((person) => person.ask('PUT', `/messages/read/${crowd}/`)));
    const readers = () => {
      const single = socket.of('receipt').map(({ data }) => data as { user_id: string });
      const many = socket.of('receipts').flatMap(({ data }) => (data as { receipts: { user_id: string }[] }).receipts);
      return new Set([...single, ...many].map(({ user_id }) => user_id)).size;
    };
    await expect.poll(readers).toBe(40);

    expect(socket.of('receipt').length + socket.of('receipts').length).toBeLessThan(30);
  });
});

describe('the token', () => {
  const tokenFor = (
    person: Pick<TestPerson, 'id' | 'username' | 'sessionId'>,
    accessTtl: number,
    secretKey = system.env['SECRET_KEY'] ?? '',
  ) => {
    const { username, id: userId, sessionId } = person;
    return createTokens({ secretKey, accessTtl, refreshTtl: 1 }).signAccess({
      userId,
      username,
      sessionId,
      isStaff: false,
    });
  };
  const connectFor = async (accessTtl: number) => {
    const socket = await TestSocket.open(`${here.url}/ws/`, 'v2');
    sockets.push(socket);
    socket.send({ type: 'connect', token: tokenFor(ana, accessTtl) });
    await socket.heard({ type: 'connected' });
    return socket;
  };

  test('runs out: 4401, unless a fresh one came on the open socket', async () => {
    const [left, renewed] = [await connectFor(2), await connectFor(2)];
    renewed.send({ type: 'auth', id: 1, token: ana.access });
    expect(await renewed.heard({ id: 1 })).toEqual({ type: 'ack', id: 1 });

    expect(await left.closed()).toBe(4401);
    renewed.send({ type: 'ping', id: 2 });
    expect(await renewed.heard({ id: 2 })).toEqual({ type: 'ack', id: 2 });
  });

  test('is good at every door while its key is a fallback, and at none when that is gone', async () => {
    const SECRET_KEY = 'another-key-of-the-tests-that-is-long-enough';
    const [rotated, later] = [
      await system.startGateway({ SECRET_KEY, SECRET_KEY_FALLBACKS: system.env['SECRET_KEY'] }),
      await system.startGateway({ SECRET_KEY }),
    ];
    const atAllDoors = async ({ url }: TestGateway, token: string) => {
      const v2 = await TestSocket.open(`${url}/ws/`, 'v2');
      v2.send({ type: 'connect', token });
      const verdict = Promise.race([v2.heard({ type: 'connected' }).then(() => 'in'), v2.closed()]);
      sockets.push(v2);
      const doors = [`/ws/chat/${chat}/`, '/ws/user/', `/expo/ws/chat/${chat}/`, '/expo/ws/chat//'];
      const others = doors.map((door) => TestSocket.knock(`${url}${door}?token=${token}`));
      return Promise.all([verdict, ...others]);
    };

    expect(await atAllDoors(rotated, ana.access)).toEqual(Array(5).fill('in'));
    expect(await atAllDoors(later, ana.access)).toEqual(Array(5).fill(4401));
    const fresh = tokenFor(ana, 60, SECRET_KEY);
    expect(await atAllDoors(rotated, fresh)).toEqual(Array(5).fill('in'));
    expect(await atAllDoors(here, fresh)).toEqual(Array(5).fill(4401));
  });

  test('brings a name back that its person has no more: nobody hears it', async () => {
    const [socket, ofBen] = [await connectFor(60), await connect(ben)];
    const { id, sessionId, username } = ana;
    socket.send({ type: 'auth', id: 1, token: tokenFor({ id, sessionId, username: 'former' }, 60) });
    await socket.heard({ type: 'ack', id: 1 });
    socket.send({ type: 'typing', id: 2, chat_id: chat });

    expect(await ofBen.heard({ event: 'typing' })).toMatchObject({ data: { user_id: id, username } });
  });

  test('of a session that has ended does not renew', async () => {
    const socket = await connectFor(60);
    const [session] = await system.db.session.findMany({ where: { id: ana.sessionId } });
    const dead = await system.db.session.create({ data: { ...session!, id: newId(), endedAt: new Date() } });
    const { username, id: userId } = ana;
    const token = createTokens({
      secretKey: system.env['SECRET_KEY'] ?? '',
      accessTtl: 60,
      refreshTtl: 60,
    }).signAccess({ userId, username, sessionId: dead.id, isStaff: false });
    socket.send({ type: 'auth', id: 1, token });

    expect(await socket.heard({ id: 1 })).toMatchObject({ type: 'error', code: 'not_authenticated' });
  });
});
