import { expect, test } from 'vitest';
import { presentChat, type ChatRow } from './chat.js';

const participant = (name: string) => ({
  id: `participant ${name}`,
  chat: 'chat',
  user: { id: name, username: name, profile_img: null },
  role: 'member' as const,
  joined_at: '2026-11-23T13:09:21.054Z',
});
const row: ChatRow = {
  id: 'chat',
  kind: 'direct',
  name: null,
  active: true,
  createdAt: new Date('2026-11-23T13:09:21.054Z'),
  participantCount: 2,
  unreadCount: 3,
  participants: [participant('ana'), participant('ben')],
  lastMessage: undefined,
};

test('a chat is presented whole', () => {
  expect(presentChat({ ...row, kind: 'group', name: 'Room' }, 'ana')).toStrictEqual({
    id: 'chat',
    name: 'Room',
    kind: 'group',
    created_at: '2026-11-23T13:09:21.054Z',
    active: true,
    participants: row.participants,
    last_message: null,
    participant_count: 2,
    unread_count: 3,
  });
});

test.each([
  ['a direct chat is called after the other one', row, 'ana', 'ben'],
  ['for the other one too', row, 'ben', 'ana'],
  ['unless it has a name', { ...row, name: 'Us' }, 'ana', 'Us'],
  ['a group without a name has none', { ...row, kind: 'group' as const }, 'ana', null],
  ['nor has a direct chat that the other one has left', { ...row, participants: [participant('ana')] }, 'ana', null],
])('%s', (_what, chat, viewer, name) => {
  expect(presentChat(chat, viewer).name).toBe(name);
});
