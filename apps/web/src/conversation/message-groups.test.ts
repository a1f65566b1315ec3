import type { ChatMessage, UserSummary } from '@besage/client';
import { expect, test } from 'vitest';
import { startsDay, startsGroup } from './message-groups.js';

const person = (id: string): UserSummary => ({ id, username: id, profile_img: null });

function said(sender: string, at: string): ChatMessage {
  const sent_at = new Date(`2026-11-24T${at}`).toISOString();
  const rest = { client_id: at, chat: 'c', seq: null, content: '', reply_to: null, attachments: [] } as const;
  return { ...rest, sender: person(sender), sent_at, status: 'sending' };
}

test('what one person says in one go is one group', () => {
  const first = said('ana', '12:00:00');
  expect(startsGroup(first, undefined)).toBe(true);
  expect(startsGroup(said('ana', '12:04:59'), first)).toBe(false);
  expect(startsGroup(said('ana', '12:05:01'), first)).toBe(true);
  expect(startsGroup(said('ben', '12:00:01'), first)).toBe(true);
});

test('a day begins at midnight, by the clock of whoever looks', () => {
  const late = said('ana', '23:59:59');
  const early = { ...late, sent_at: new Date('2026-11-25T00:00:01').toISOString() };
  expect([startsDay(early, late), startsDay(late, said('ana', '00:00:00')), startsGroup(early, late)]).toEqual([
    true,
    false,
    true,
  ]);
});
