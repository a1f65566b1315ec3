import { closeCodes } from '@besage/contracts';
import { startStack, type Stack } from '@besage/stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ExpoApp, type ExpoSocket, type Frame } from './support/expo-app.js';

let stack: Stack;
let server: { url: string };
let round = 0;
let ana: ExpoApp;
let bob: ExpoApp;
let eva: ExpoApp;
let chatId: string;

beforeAll(async () => {
  stack = await startStack();
  server = stack.apis[0]!;
});
afterAll(() => stack.stop());
beforeEach(async () => {
  round += 1;
  const names = ['ana', 'bob', 'eva'] as const;
  const apps = await Promise.all(names.map((name) => ExpoApp.register(server, name + String(round))));
  [ana, bob, eva] = apps as [ExpoApp, ExpoApp, ExpoApp];
  chatId = await ana.chatWith(bob);
});
afterEach(() => {
  for (const app of [ana, bob, eva]) app.leave();
});

const say = (message: string) => ({ type: 'chat_message', message });
const read = { type: 'read_messages' };
const delivered = { type: 'delivered_messages' };

const unreadOf = async (app: ExpoApp) => (await app.call('GET', `/api/chats/${chatId}/`)).body['unreadCount'];
const lastStatus = async () => {
  const { body } = await ana.call('GET', `/api/chats/${chatId}/`);
  return (body['lastMessage'] as Frame)['status'];
};

describe('messages', () => {
  test('everybody’s sockets hear a message but the one that sent it', async () => {
    const [sending, other, bobs] = [await ana.open(chatId), await ana.open(chatId), await bob.open(chatId)];
    sending.send(say('one'), say('two'));
    await expect.poll(() => other.contents).toEqual(['one', 'two']);
    await expect.poll(() => bobs.contents).toEqual(['one', 'two']);
    other.send(say('three'));
    await expect.poll(() => sending.contents).toEqual(['three']);

    const { body } = await ana.call('GET', `/api/chats/${chatId}/messages/`);
    const [last] = body as unknown as [Frame];
    expect(sending.heard('message')).toEqual([{ type: 'message', message: { ...last, status: 'sent' } }]);
    expect(Object.keys(last).toSorted()).toEqual(['chat', 'content', 'id', 'sender', 'sent_at', 'status']);
    expect(last['chat']).toBe(chatId);
  });

  test('a message that is refused leaves nothing behind, and what REST sends is heard', async () => {
    const [anas, bobs] = [await ana.open(chatId), await bob.open(chatId)];
    anas.send(say(''), { type: 'nonsense' }, say('heard'));
    await expect.poll(() => bobs.contents).toEqual(['heard']);
    const refusals = anas.heard('error').map(({ code }) => code);
    expect(refusals.toSorted()).toEqual(['content_required', 'unknown_frame']);
    await ana.say(chatId, 'by REST');
    await expect.poll(() => anas.contents).toEqual(['by REST']);
  });

  test('typing is heard by the others only', async () => {
    const [anas, other, bobs] = [await ana.open(chatId), await ana.open(chatId), await bob.open(chatId)];
    anas.send({ type: 'typing' }, { type: 'typing' }, say('done'));
    const frame = { type: 'typing', chatId, userId: ana.id, username: ana.username };
    await expect.poll(() => bobs.heard('typing')).toEqual([frame]);
    await expect.poll(() => other.contents).toEqual(['done']);
    expect([...anas.heard('typing'), ...other.heard('typing')]).toEqual([]);
  });

  test('who types has the name of now, not that of the day they logged in', async () => {
    const username = `renamed${String(round)}`;
    await ana.call('PUT', `/api/users/${ana.id}/profile/`, { username });
    const [anas, bobs] = [await ana.open(chatId), await bob.open(chatId)];
    anas.send({ type: 'typing' });
    await expect.poll(() => bobs.heard('typing')).toMatchObject([{ username }]);
  });
});

describe('statuses', () => {
  test('who connects has received, and an open socket is not reading', async () => {
    const anas = await ana.open(chatId);
    const messageId = await ana.say(chatId, 'hello');
    await bob.open(chatId);
    await expect.poll(() => anas.statusesOf(messageId)).toEqual(['delivered']);
    expect(anas.heard('message_status')).toEqual([{ type: 'message_status', messageId, chatId, status: 'delivered' }]);
    await ana.say(chatId, 'and again');
    expect(await unreadOf(bob)).toBe(2);
  });

  test('a status is that of all receivers, told once when it changes, behind the message', async () => {
    await ana.call('POST', `/api/chats/${chatId}/add_participants/`, { users_ids: [eva.id] });
    const [anas, bobs, evas] = [await ana.open(chatId), await bob.open(chatId), await eva.open(chatId)];
    anas.send(say('hello'));
    await expect.poll(() => bobs.contents).toEqual(['hello']);
    const [{ message }] = bobs.heard('message') as [{ message: { id: string } }];
    const statuses = () => [anas, bobs, evas].map((socket) => socket.statusesOf(message.id));

    bobs.send(read, read);
    evas.send(delivered, delivered);
    await expect.poll(statuses).toEqual([['delivered'], ['delivered'], ['delivered']]);
    evas.send(read, delivered);
    await expect.poll(statuses).toEqual(Array(3).fill(['delivered', 'read']));
    bobs.send(delivered);
    anas.send(say('behind it'));
    await expect.poll(() => bobs.contents).toEqual(['hello', 'behind it']);
    expect(statuses()).toEqual(Array(3).fill(['delivered', 'read']));
    for (const { frames } of [bobs, evas]) {
      const types = frames.map(({ type }) => type);
      expect(types.indexOf('message')).toBeLessThan(types.indexOf('message_status'));
    }
  });

  test('apps that answer every change with read_messages come to rest', async () => {
    const [anas, bobs] = [await ana.open(chatId), await bob.open(chatId)];
    const answering = [anas, bobs].map((socket) => answerChanges(socket));
    for (const content of ['one', 'two', 'three']) anas.send(say(content));
    await expect.poll(() => bobs.contents).toHaveLength(3);
    await expect.poll(() => lastStatus()).toBe('read');

    // Five answers that say nothing new, and what comes behind them: only that is heard.
    const ids = bobs.heard('message').map(({ message }) => (message as Frame)['id']);
    await expect.poll(() => ids.map((id) => bobs.statusesOf(id).at(-1))).toEqual(['read', 'read', 'read']);
    const heard = [anas, bobs].map(({ frames }) => frames.length);
    for (const stop of answering) stop();
    bobs.send(read, read, read, read, delivered);
    await bob.call('PUT', `/api/messages/status/update-all/${chatId}/`);
    anas.send({ type: 'typing' }, say('four'));
    await expect.poll(() => bobs.contents).toHaveLength(4);
    expect(anas.frames.slice(heard[0])).toEqual([]);
    const since = () => bobs.frames.slice(heard[1]).map(({ type }) => String(type));
    await expect.poll(() => since().toSorted()).toEqual(['message', 'typing']);
  });

  test('a page of messages that is read at once is told of, each message', async () => {
    const anas = await ana.open(chatId);
    const ids: string[] = [];
    for (let n = 0; n < 30; n++) ids.push(await ana.say(chatId, String(n)));
    await bob.call('PUT', `/api/messages/status/update-all/${chatId}/`);
    await expect.poll(() => ids.map((id) => anas.statusesOf(id))).toEqual(ids.map(() => ['read']));
  });
});

/** Does what the app does when its messages change. Gives what stops it. */
function answerChanges({ webSocket }: ExpoSocket): () => void {
  const answer = (data: Buffer) => {
    const { type } = JSON.parse(data.toString()) as Frame;
    if (type === 'message' || type === 'message_status') webSocket.send(JSON.stringify(read));
  };
  webSocket.on('message', answer);
  return () => webSocket.off('message', answer);
}

describe('chats', () => {
  /** A chat but for who is online: that is known a moment after their socket is open. */
  const apart = (chat: Frame): Frame => {
    const participants = chat['participants'] as Frame[];
    return { ...chat, participants: participants.map((person) => ({ ...person, isOnline: undefined })) };
  };
  const chatOf = (frame: Frame) => ({ ...frame, chat: apart(frame['chat'] as Frame) });

  test('all sockets of a person hear of a new chat, as REST shows it', async () => {
    const sockets = [await bob.open(), await bob.open(chatId)];
    const { body } = await eva.call('POST', '/api/chats/', { name: 'Choir', participants_ids: [bob.id, ana.id] });
    for (const socket of sockets) await expect.poll(() => socket.heard('new_chat')).toHaveLength(1);
    const asBobSeesIt = async () => (await bob.call('GET', `/api/chats/${String(body['id'])}/`)).body;
    const chat = apart(await asBobSeesIt());
    for (const socket of sockets) expect(socket.frames.map(chatOf)).toEqual([{ type: 'new_chat', chat }]);
    await expect
      .poll(async () => (await asBobSeesIt())['participants'])
      .toMatchObject([{ userId: eva.id }, { userId: ana.id }, { userId: bob.id, isOnline: true }]);
  });

  test('a chat that comes as soon as a socket is open is heard of once, however long its welcome takes', async () => {
    const opening = Array.from({ length: 60 }, () => bob.open());
    const first = await Promise.race(opening);
    await eva.call('POST', '/api/chats/', { name: 'At once', participants_ids: [bob.id] });
    const sockets = await Promise.all(opening);
    await expect.poll(() => first.heard('new_chat')).toHaveLength(1);
    await eva.call('POST', '/api/chats/', { name: 'Later', participants_ids: [bob.id] });
    for (const socket of sockets)
      await expect
        .poll(() => socket.heard('new_chat').filter(({ chat }) => (chat as Frame)['name'] === 'Later'))
        .toHaveLength(1);
    expect(first.heard('new_chat')).toHaveLength(2);
  });

  test('who is in a chat now is told in each one’s own order; who is new hears of the chat', async () => {
    const [anas, bobs, list, evas] = [
      await ana.open(chatId),
      await bob.open(chatId),
      await bob.open(),
      await eva.open(),
    ];
    await ana.say(chatId, 'before');
    const { body } = await ana.call('POST', `/api/chats/${chatId}/add_participants/`, { users_ids: [eva.id] });
    const order = (socket: ExpoSocket) =>
      socket
        .heard('participants_updated')
        .map(({ participants }) => (participants as Frame[]).map(({ userId }) => userId));
    await expect.poll(() => order(anas)).toEqual([[bob.id, eva.id, ana.id]]);
    await expect.poll(() => [order(bobs), order(list)]).toEqual(Array(2).fill([[ana.id, eva.id, bob.id]]));
    expect(anas.heard('participants_updated')).toEqual([
      { type: 'participants_updated', chatId, participants: body['participants'] },
    ]);

    await expect.poll(() => evas.heard('new_chat')).toHaveLength(1);
    const asEvaSeesIt = (await eva.call('GET', `/api/chats/${chatId}/`)).body;
    expect(evas.frames.map(chatOf)).toEqual([{ type: 'new_chat', chat: apart(asEvaSeesIt) }]);
  });

  test('what is said in chats is not heard without one', async () => {
    const [list, bobs] = [await bob.open(), await bob.open(chatId)];
    list.send(read, delivered, { type: 'typing' }, say('to nobody'));
    await ana.say(chatId, 'to the chat');
    await expect.poll(() => bobs.contents).toEqual(['to the chat']);
    expect(list.frames).toEqual([]);
  });
});

describe('who may listen', () => {
  test('the reason of a refusal is the close code', async () => {
    const nowhere = '01890a5d-ac96-774b-bcce-b302099a8057';
    const sockets = [await eva.open(chatId), await eva.open(nowhere), await eva.open('nonsense')];
    await expect
      .poll(() => sockets.map(({ closeCode }) => closeCode))
      .toEqual([closeCodes.notAParticipant, closeCodes.noSuchChat, closeCodes.noSuchChat]);
  });

  test('after a gateway has died, the app is back within seconds and misses nothing that REST shows', async () => {
    const gateway = stack.gateways[0]!;
    const before = await bob.open(chatId);
    await gateway.kill();
    await expect.poll(() => before.closeCode).toBeDefined();
    await ana.say(chatId, 'meanwhile');
    await gateway.start();
    const after = await bob.open(chatId);
    await ana.say(chatId, 'back');
    await expect.poll(() => after.contents).toEqual(['back']);
    expect(await unreadOf(bob)).toBe(2);
  });
});
