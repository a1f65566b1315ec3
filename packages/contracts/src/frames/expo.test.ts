import { expect, test } from 'vitest';
import type { Chat } from '../entities/chat.js';
import { toExpoChat } from './expo.js';

const at = '2026-11-23T13:09:21.054Z';

/** A group without a name, its first people by their names. */
const group = (names: string[], more = 0): Chat => ({
  id: 'chat',
  name: null,
  kind: 'group',
  created_at: at,
  active: true,
  participants: names.map((name) => ({
    id: `participant ${name}`,
    chat: 'chat',
    user: { id: name, username: name, profile_img: null },
    role: 'member',
    joined_at: at,
  })),
  last_message: null,
  participant_count: names.length + more,
  unread_count: 0,
});

const liveliness = { activityAt: new Map(), lastSeenAt: new Map(), online: new Set<string>() };

test.each([
  ['after the others', group(['ana', 'ben', 'eva']), 'ben, eva'],
  ['after three of them', group(['ana', 'ben', 'eva', 'ivo', 'lea'], 95), 'ben, eva, ivo +96'],
  ['a chat, with nobody else in it', group(['ana']), 'Chat'],
  ['by its name, where it has one', { ...group(['ana', 'ben']), name: 'Us' }, 'Us'],
])('a chat is called %s', (_how, chat, name) => {
  expect(toExpoChat(chat, 'ana', liveliness).name).toBe(name);
});
