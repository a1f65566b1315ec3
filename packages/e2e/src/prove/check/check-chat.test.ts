import { expect, test } from 'vitest';
import { History, type ClientKind, type ClientRecord } from '../history/history.js';
import type { StoredChat, StoredEntry } from '../history/stored.js';
import type { Entry } from '../history/entries.js';
import { checkChat } from './check-chat.js';

const CHAT = 0;
const FIRST = 2;

interface Scene {
  history: History;
  /** The sender, whose four messages are the entries 2 to 5. */
  sender: ClientRecord;
  stored: StoredChat;
}

/** A chat in which everything went well: its sender has sent four messages, all stored and acked. */
function scene(kind: ClientKind = 'rest'): Scene {
  const history = new History();
  const sender = history.addClient(kind, 'user 0', [CHAT]);
  const stored: StoredChat = { lastSeq: 5, entries: [created], messagesWithoutEntry: 0 };
  for (let seq = FIRST; seq <= 5; seq++) {
    const send = sender.next(CHAT);
    sender.sent(send);
    stored.entries.push(storedMessage(seq, send.content));
    sender.ack(send, message(seq));
  }
  return { history, sender, stored };
}

const created: StoredEntry = { seq: 1, type: 'chat.created', message: undefined };

function storedMessage(seq: number, content: string): StoredEntry {
  return {
    seq,
    type: 'message.created',
    message: { id: `message ${seq}`, senderId: 'user 0', clientId: content, content },
  };
}

function message(seq: number): Entry {
  return { seq, type: 'message.created', id: `message ${seq}`, content: `0:${seq - FIRST}` };
}

/** Somebody else in the chat, on a socket that has seen these messages. */
function watcher({ history }: Scene, kind: ClientKind, ...seqs: number[]): ClientRecord {
  const record = history.addClient(kind, 'user 1', [CHAT]);
  record.opened(CHAT, 1);
  see(record, ...seqs);
  return record;
}

function see(record: ClientRecord, ...seqs: number[]): void {
  for (const seq of seqs) record.seen(CHAT, message(seq));
}

function kindsFound({ history, stored }: Scene): string[] {
  return checkChat(history, CHAT, stored).map(({ kind }) => kind);
}

test.each(['v1', 'v2'] as const)('where all went well nothing is found: %s', (kind) => {
  const it = scene();
  watcher(it, kind, 2, 3, 4, 5);
  expect(kindsFound(it)).toEqual([]);
});

test('an acked message that is not stored, or not as it was acked', () => {
  const lost = scene();
  lost.stored.entries.pop();
  lost.stored.lastSeq = 4;
  expect(kindsFound(lost)).toEqual(['acked_missing']);

  const another = scene();
  another.stored.entries[4] = storedMessage(5, '0:7');
  expect(kindsFound(another)).toEqual(['acked_missing']);

  const wrongAck = scene();
  const send = wrongAck.sender.next(CHAT);
  wrongAck.sender.ack(send, message(5));
  expect(kindsFound(wrongAck)).toEqual(['acked_missing']);
});

test('a message that is stored twice', () => {
  const it = scene();
  it.stored.entries.push(storedMessage(6, '0:1'));
  it.stored.lastSeq = 6;
  expect(kindsFound(it)).toEqual(['stored_twice', 'sender_order']);
});

test('a log with a hole, one that ends before last_seq, messages beside the log', () => {
  const hole = scene();
  hole.stored.entries.push(storedMessage(7, '0:4'));
  hole.stored.lastSeq = 6;
  expect(kindsFound(hole)).toEqual(['log_not_dense']);

  const short = scene();
  short.stored.lastSeq = 6;
  expect(kindsFound(short)).toEqual(['log_not_dense']);

  const beside = scene();
  beside.stored.messagesWithoutEntry = 1;
  expect(kindsFound(beside)).toEqual(['log_not_dense']);
});

test('messages that are stored in another order than sent, unless one of them was refused meanwhile', () => {
  const swap = (kind: ClientKind, refused: boolean) => {
    const it = scene(kind);
    const [a, b] = [it.sender.next(CHAT), it.sender.next(CHAT)];
    it.stored.entries.push(storedMessage(6, b.content), storedMessage(7, a.content));
    it.stored.lastSeq = 7;
    if (refused) it.sender.refuse(a, 'unavailable');
    return kindsFound(it);
  };
  expect(swap('v2', false)).toEqual(['sender_order']);
  expect(swap('v2', true)).toEqual([]);
  expect(swap('rest', true)).toEqual(['sender_order']);
});

test.each(['v1', 'v2', 'rest'] as const)('what was seen or read and is not stored: %s', (kind) => {
  const it = scene();
  const record = watcher(it, kind);
  record.read(CHAT, { ...message(3), id: 'another' });
  record.read(CHAT, message(7));
  expect(kindsFound(it)).toEqual(['seen_not_stored', 'seen_not_stored']);
});

test('v2: what is seen twice, on another socket too', () => {
  const twice = scene();
  watcher(twice, 'v2', 2, 3, 3, 4, 5);
  expect(kindsFound(twice)).toEqual(['seen_twice']);

  const again = scene();
  const record = watcher(again, 'v2', 2, 3);
  record.opened(CHAT, 5);
  see(record, 3, 4, 5);
  expect(kindsFound(again)).toEqual(['seen_twice']);
});

test('v2: what is skipped, also between two sockets, and what comes late', () => {
  const skipped = scene();
  watcher(skipped, 'v2', 2, 4, 5);
  expect(kindsFound(skipped)).toEqual(['skipped']);

  const between = scene();
  const record = watcher(between, 'v2', 2, 3);
  record.opened(CHAT, 4);
  see(record, 5);
  expect(kindsFound(between)).toEqual(['skipped']);

  const late = scene();
  watcher(late, 'v2', 3, 2, 4, 5);
  expect(kindsFound(late)).toEqual(['skipped', 'out_of_order']);
});

test('v2: after a reset its end is the place that the next entry follows', () => {
  const it = scene();
  const record = watcher(it, 'v2', 2);
  record.reset(CHAT, 4);
  see(record, 5);
  expect(kindsFound(it)).toEqual([]);
  record.reset(CHAT, 3);
  see(record, 5);
  expect(kindsFound(it)).toEqual(['seen_twice']);
});

test('v1: what is seen twice, skipped or out of order on one socket', () => {
  for (const [seqs, kind] of [
    [[2, 3, 3, 4], 'seen_twice'],
    [[2, 4, 5], 'skipped'],
    [[3, 2, 4, 5], 'out_of_order'],
  ] as const) {
    const it = scene();
    watcher(it, 'v1', ...seqs);
    expect(kindsFound(it), kind).toEqual([kind]);
  }
});

test('v1: another socket may show a message again, and may begin anywhere up to the end of the history', () => {
  const it = scene();
  const record = watcher(it, 'v1', 2, 3);
  record.opened(CHAT, 0);
  record.read(CHAT, message(4));
  record.readTo(CHAT, 4);
  see(record, 3, 4, 5);
  expect(kindsFound(it)).toEqual([]);
});

test('v1: what came behind the end of the history must come on the socket', () => {
  const it = scene();
  const record = watcher(it, 'v1');
  record.read(CHAT, message(2));
  record.readTo(CHAT, 2);
  see(record, 4, 5);
  expect(kindsFound(it)).toEqual(['skipped']);
});

test.each(['v1', 'rest'] as const)('a history with a hole: %s', (kind) => {
  const it = scene();
  const record = watcher(it, kind);
  for (const seq of [2, 4, 5]) record.read(CHAT, message(seq));
  record.readTo(CHAT, 5);
  expect(kindsFound(it)).toEqual(['skipped']);
});

test('v1: a repeated send is answered by its message, however old, once, and only if it is old', () => {
  const repeat = (readTo: number, ...seqs: number[]) => {
    const it = scene('v1');
    const { sender } = it;
    sender.opened(CHAT, 0);
    sender.sent(sender.client.sends[0]!);
    for (const seq of [2, 3, 4, 5]) sender.read(CHAT, message(seq));
    sender.readTo(CHAT, readTo);
    see(sender, ...seqs);
    return kindsFound(it);
  };
  expect(repeat(3, 4, 2, 5)).toEqual([]);
  expect(repeat(3, 4, 2, 2, 5)).toEqual(['seen_twice']);
  expect(repeat(1, 3, 2, 4, 5)).toEqual(['out_of_order']);
  expect(repeat(3, 4, 3, 5)).toEqual(['out_of_order']);
});
