import { describe, expect, test } from 'vitest';
import {
  presentMessage,
  presentReceiver,
  statusId,
  type Carried,
  type MessageRow,
  type ReceiverRow,
  type Receivers,
} from './message.js';
import type { MediaUrl } from './user.js';

const mediaUrl: MediaUrl = (key) => `https://cdn.example/${key}`;
const time = (second: number) => new Date(Date.UTC(2026, 10, 23, 13, 9, second)).toISOString();
const id = (n: number) => `01931f5e-0000-7000-8000-${String(n).padStart(12, '0')}`;

const row: MessageRow = {
  id: id(1),
  chatId: id(2),
  seq: 5,
  clientId: 'own id',
  content: 'hello @person',
  replyToId: id(3),
  sentAt: time(1),
  editedAt: time(2),
  deleted: false,
  senderId: id(10),
};
const sender = { id: id(10), username: 'person 10', profile_img: 'https://cdn.example/media/profile/a.webp' };
const carried: Carried = {
  reactions: [{ id: id(4), userId: id(11), username: 'person 11', type: 'like', reactedAt: time(3) }],
  mentions: [{ id: id(11), username: 'person 11' }],
  attachments: [{ id: id(5), key: 'media/a.webp', contentType: 'image/webp', bytes: 9, width: 3, height: 2 }],
};

/** Somebody in the chat: since where, and how far. */
const receiver = (n: number, joinedSeq: number, deliveredSeq: number, readSeq: number): ReceiverRow => ({
  id: id(100 + n),
  userId: id(n),
  username: `person ${String(n)}`,
  profileImage: null,
  joinedSeq,
  deliveredSeq,
  readSeq,
  deliveredAt: time(4),
  readAt: time(5),
});
const presentAmong = (receivers: Receivers) => presentMessage(row, { sender, carried, receivers }, mediaUrl);
const present = (...rows: ReceiverRow[]) => presentAmong({ rows: rows.map((each) => presentReceiver(each, mediaUrl)) });

describe('a message', () => {
  test('is presented whole', () => {
    expect(present(receiver(11, 1, 5, 4))).toStrictEqual({
      id: id(1),
      chat: id(2),
      seq: 5,
      sender,
      content: 'hello @person',
      status: 'delivered',
      sent_at: time(1),
      edited_at: time(2),
      deleted: false,
      client_id: 'own id',
      reply_to: id(3),
      attachments: [
        {
          id: id(5),
          url: 'https://cdn.example/media/a.webp',
          content_type: 'image/webp',
          bytes: 9,
          width: 3,
          height: 2,
        },
      ],
      reactions: [
        { id: id(4), message: id(1), user: id(11), username: 'person 11', type: 'like', reacted_at: time(3) },
      ],
      mentions: [{ id: id(11), username: 'person 11' }],
      statuses: [
        {
          id: statusId(id(1), id(111)),
          receiver: { id: id(11), username: 'person 11', profile_img: null },
          status: 'delivered',
          updated_at: time(4),
        },
      ],
    });
  });

  test('that is deleted says and carries nothing', () => {
    const deleted = presentMessage({ ...row, deleted: true }, { sender, carried, receivers: { rows: [] } }, mediaUrl);

    expect(deleted).toMatchObject({ deleted: true, content: '', attachments: [], reactions: [], mentions: [] });
  });
});

describe('its receivers', () => {
  test('are those who were in before it, but for the sender', () => {
    const message = present(receiver(10, 1, 5, 5), receiver(11, 1, 1, 1), receiver(12, 5, 5, 5), receiver(13, 4, 4, 4));

    expect(message.statuses.map(({ receiver: { id: who } }) => who)).toEqual([id(11), id(13)]);
  });

  test('have each reached what their pointers say, since then', () => {
    const { statuses } = present(receiver(11, 1, 4, 4), receiver(12, 1, 5, 4), receiver(13, 1, 5, 5));

    expect(statuses.map(({ status, updated_at }) => [status, updated_at])).toEqual([
      ['sent', time(1)],
      ['delivered', time(4)],
      ['read', time(5)],
    ]);
  });

  test.each([
    [
      'sent',
      [
        [4, 4],
        [5, 5],
      ],
    ],
    [
      'delivered',
      [
        [5, 4],
        [5, 5],
      ],
    ],
    [
      'read',
      [
        [5, 5],
        [9, 7],
      ],
    ],
    ['sent', []],
  ])('have all reached %s of %j', (status, pointers) => {
    const rows = pointers.map(([delivered = 0, read = 0], n) => receiver(11 + n, 1, delivered, read));

    expect(present(...rows).status).toBe(status);
  });

  test.each([
    ['sent', { sent: 1, delivered: 1, read: 1 }],
    ['delivered', { sent: 0, delivered: 1, read: 1 }],
    ['read', { sent: 0, delivered: 0, read: 1 }],
  ])('are counted in large chats: %s', (status, counts) => {
    const message = presentAmong({ counts });

    expect(message).toMatchObject({ status, statuses: [], status_counts: counts });
  });
});

test('a status has an id like others, the same each time, another for each message and person', () => {
  const ids = [statusId(id(1), id(7)), statusId(id(1), id(8)), statusId(id(2), id(7))];

  expect(new Set(ids).size).toBe(3);
  expect(statusId(id(1), id(7))).toBe(ids[0]);
  const [all, some] = ['01931f5e-0000-7000-8000-ffffffffffff', '01931f5e-0000-7000-8000-0000fa0b0c0d'];
  expect(statusId(all, some)).toBe('01931f5e-0000-7000-8000-ffff05f4f3f2');
  for (const each of ids) expect(each).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
