import type { LogEvent, NoticeOf } from '@besage/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Frames, Protocol, ReceiptUpdate } from '../protocols/protocol.js';
import type { Connection } from '../sockets/connection.js';
import { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';
import { ReceiptDelivery } from './receipt-delivery.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const none: Frames = { all: [], some: [] };

/** A room with one listener who notes what is told; the chat stands at 10. */
function setUp() {
  const hub = new Hub();
  const told: ReceiptUpdate[] = [];
  const protocol = {
    name: 'test',
    encodeEvent: () => none,
    encodeReceipts: (update: ReceiptUpdate) => {
      told.push(update);
      return none;
    },
  } as unknown as Protocol;
  const connection = { protocol, person: { userId: 'viewer' } } as unknown as Connection;
  const { room, release } = hub.open('chat');
  room.start(10);
  hub.add(connection);
  hub.join(room, connection);
  release();
  return { hub, room, told, connection, delivery: new ReceiptDelivery(hub) };
}

const notice = (user: string, to: number, from = 0, status: 'sent' | 'read' = 'sent', changed = false) =>
  ({
    type: 'receipts.advanced',
    chat_id: 'chat',
    receipts: [
      { user_id: user, username: user, delivered_seq: to, read_seq: to, delivered_before: from, read_before: from },
    ],
    messages: [{ id: `message ${String(to)}`, seq: to, sender_id: 'author', status, changed }],
  }) satisfies NoticeOf<'receipts.advanced'>;
const usersOf = (updates: ReceiptUpdate[]) => updates.map(({ receipts }) => receipts.map(({ user_id }) => user_id));

function advance(room: Room, seq: number): void {
  for (const event of room.log.offer({ seq, type: 'reaction.changed', data: {} } as LogEvent)) room.deliver(event);
}

describe('receipts of a chat', () => {
  test('are told at once; what follows is gathered', () => {
    const { told, delivery } = setUp();
    for (let i = 0; i < 100; i++) delivery.receive(notice(`reader ${String(i)}`, 10));

    expect(usersOf(told)).toEqual([['reader 0']]);
    vi.advanceTimersByTime(250);
    expect(told).toHaveLength(2);
    expect(told[1]?.receipts).toHaveLength(99);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(2);
  });

  test('of one person become one: from where the first began to where the last went', () => {
    const { told, delivery } = setUp();
    delivery.receive(notice('other', 10));
    delivery.receive(notice('reader', 6, 3));
    delivery.receive(notice('reader', 10, 6));
    delivery.receive(notice('reader', 3, 1));
    vi.advanceTimersByTime(250);

    expect(told[1]?.receipts).toMatchObject([
      { user_id: 'reader', delivered_before: 1, read_before: 1, delivered_seq: 10, read_seq: 10 },
    ]);
  });

  test('say the furthest status of a message, and that it changed if it did for any of them', () => {
    const { told, delivery } = setUp();
    delivery.receive(notice('first', 9));
    delivery.receive(notice('second', 10, 0, 'read', true));
    delivery.receive(notice('third', 10, 0, 'sent', false));
    vi.advanceTimersByTime(250);

    expect(told[1]?.messages).toMatchObject([{ id: 'message 10', status: 'read', changed: true }]);
  });

  test('wait for the message that they are about', () => {
    const { room, told, delivery } = setUp();
    delivery.receive(notice('reader', 11));
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);

    advance(room, 11);
    vi.advanceTimersByTime(250);
    expect(usersOf(told)).toEqual([['reader']]);
  });

  test('that were told while somebody was on the way in, they hear as they come in; what follows, as all do', () => {
    const { hub, room, delivery } = setUp();
    const heard: string[] = [];
    const encodeReceipts = (update: ReceiptUpdate) => ({ all: [Buffer.from(usersOf([update]).join())], some: [] });
    const protocol = { name: 'other', encodeReceipts } as unknown as Protocol;
    const write = (frame: Buffer) => heard.push(frame.toString());
    const newcomer = { protocol, person: { userId: 'newcomer' }, write } as unknown as Connection;
    hub.add(newcomer);
    const keepNoMore = room.keepReceipts(newcomer);
    delivery.receive(notice('before', 9));
    expect(heard).toEqual([]);
    hub.join(room, newcomer);
    keepNoMore();
    delivery.receive(notice('after', 10));
    vi.advanceTimersByTime(250);

    expect(heard).toEqual(['before', 'after']);
  });

  test('that nobody hears here are dropped', () => {
    const { hub, told, connection, delivery } = setUp();
    hub.remove(connection);
    delivery.receive(notice('reader', 10));

    expect([told, vi.getTimerCount()]).toEqual([[], 0]);
  });

  test('that wait are forgotten with the last who listens', () => {
    const { hub, connection, delivery } = setUp();
    delivery.receive(notice('reader', 11));
    hub.remove(connection);
    vi.advanceTimersByTime(1_000);

    expect(vi.getTimerCount()).toBe(0);
  });
});
