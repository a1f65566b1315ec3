import type { Receipt, ReceiptedMessage } from '@besage/contracts';
import { describe, expect, test } from 'vitest';
import { encodeReceiptNews, statusChanges } from './v1-frames.js';

/** The text of a small frame, read again. */
const read = (frame: Buffer) =>
  JSON.parse(frame.subarray(frame[1]! < 126 ? 2 : 4).toString()) as Record<string, unknown>;

const receipt = (user: string, delivered: [number, number], reading: [number, number]): Receipt => ({
  user_id: user,
  username: user,
  delivered_before: delivered[0],
  delivered_seq: delivered[1],
  read_before: reading[0],
  read_seq: reading[1],
});
const message = (seq: number, author = 'author'): ReceiptedMessage => ({
  id: `message ${String(seq)}`,
  seq,
  sender_id: author,
  status: 'sent',
  changed: false,
});
const changes = (receipts: Receipt[], messages: ReceiptedMessage[]) =>
  statusChanges({ chatId: 'chat', receipts, messages }).map(({ frame }) => read(frame));
const brief = (receipts: Receipt[], messages: ReceiptedMessage[]) =>
  changes(receipts, messages).map(({ message_id, user_id, status }) => [message_id, user_id, status].join(', '));

describe('single statuses', () => {
  test('are told as what the receiver reached now', () => {
    expect(changes([receipt('ben', [3, 7], [3, 5])], [message(5)])).toEqual([
      {
        type: 'chat.event',
        event: 'mensaje_estado',
        message_id: 'message 5',
        chat_id: 'chat',
        user_id: 'ben',
        status: 'read',
      },
    ]);
  });

  test('are those that changed, of others’ messages', () => {
    const receipts = [receipt('ben', [3, 7], [3, 5]), receipt('cleo', [6, 7], [0, 0])];
    const messages = [message(3), message(5), message(6, 'ben'), message(7), message(8)];

    expect(brief(receipts, messages)).toEqual([
      'message 5, ben, read',
      'message 7, ben, delivered',
      'message 7, cleo, delivered',
    ]);
  });

  test('are not told one by one where they are many', () => {
    const crowd = Array.from({ length: 21 }, (_, i) => receipt(`reader ${String(i)}`, [0, 5], [0, 5]));

    expect(brief(crowd.slice(1), [message(5)])).toHaveLength(20);
    expect(brief(crowd, [message(5)])).toEqual([]);
  });

  test('name the newest messages', () => {
    const messages = Array.from({ length: 30 }, (_, i) => message(i + 1));

    const told = brief([receipt('ben', [0, 30], [0, 30])], messages);
    expect([told.length, told.at(0), told.at(-1)]).toEqual([20, 'message 11, ben, read', 'message 30, ben, read']);
  });

  test('say whose message it is', () => {
    const update = { chatId: 'chat', receipts: [receipt('ben', [0, 5], [0, 0])], messages: [message(5, 'ana')] };

    expect(statusChanges(update).map(({ authorId }) => authorId)).toEqual(['ana']);
  });
});

describe('who read the chat', () => {
  const news = (receipts: Receipt[]) => encodeReceiptNews({ chatId: 'chat', receipts, messages: [] }).map(read);

  test('is told by name, apart from whom it has only reached', () => {
    const frame = (event: string, user: string) => ({
      type: 'chat.event',
      event,
      user_id: user,
      user_ids: [user],
      chat_id: 'chat',
    });

    expect(news([receipt('ben', [0, 5], [0, 5]), receipt('cleo', [0, 5], [0, 0])])).toEqual([
      frame('mensajes_entregados', 'cleo'),
      frame('mensajes_leidos', 'ben'),
    ]);
  });

  test('is one frame where they are many', () => {
    const names = Array.from({ length: 6 }, (_, i) => `reader ${String(i)}`);

    const told = news(names.map((name) => receipt(name, [0, 5], [0, 5])));
    expect(told).toMatchObject([{ event: 'mensajes_leidos', user_id: 'reader 0', user_ids: names }]);
    expect(news(names.slice(1).map((name) => receipt(name, [0, 5], [0, 5])))).toHaveLength(5);
  });
});
