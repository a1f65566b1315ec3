import { expect, test } from 'vitest';
import { shareSeats } from './chat-loads.js';

const chat = (id: string, people: number) => ({
  id,
  members: Array.from({ length: people }, (_, i) => ({ userId: `${id}${i}`, token: '', socketUrl: `ws://${id}/${i}` })),
});

test('the first of each chat send, and everybody knows how many receive it', () => {
  const [seats] = shareSeats([chat('a', 3), chat('b', 2)], 1, 1);
  expect(seats).toEqual([
    { url: 'ws://a/0', chat: 0, members: 3, senders: 1, sender: 0 },
    { url: 'ws://a/1', chat: 0, members: 3, senders: 1 },
    { url: 'ws://a/2', chat: 0, members: 3, senders: 1 },
    { url: 'ws://b/0', chat: 1, members: 2, senders: 1, sender: 0 },
    { url: 'ws://b/1', chat: 1, members: 2, senders: 1 },
  ]);
});

test('a chat stays in one generator', () => {
  const shares = shareSeats([chat('a', 2), chat('b', 2), chat('c', 2)], 1, 2);
  expect(shares.map((seats) => seats.map((seat) => seat.chat))).toEqual([
    [0, 0, 2, 2],
    [1, 1],
  ]);
});

test('people of few chats are divided among the generators, those who send too', () => {
  const shares = shareSeats([chat('a', 5)], 2, 2);
  expect(shares.map((seats) => seats.map(({ url, sender }) => [url, sender]))).toEqual([
    [
      ['ws://a/0', 0],
      ['ws://a/2', undefined],
      ['ws://a/4', undefined],
    ],
    [
      ['ws://a/1', 1],
      ['ws://a/3', undefined],
    ],
  ]);
});
