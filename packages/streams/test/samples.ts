import type { CommandOf, LogEventOf } from '@besage/contracts';

/** An id that is the same for the same number. */
export const id = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Somebody came into a chat: an event that says its `seq`. */
export function event(seq: number, chat = 1): LogEventOf<'participant.added'> {
  const facts = { kind: 'group' as const, name: null, active: true, created_at: '2026-11-23T13:00:00.000Z' };
  const data = { user_ids: [id(7)], participants: [], participant_count: 1, chat: facts, last_message: null };
  return { type: 'participant.added', chat_id: id(chat), seq, at: '2026-11-23T13:09:21.054Z', actor_id: id(8), data };
}

/** A send that waits for a minute for its reply. */
export function command(number: number, overrides: Partial<CommandOf<'message.send'>> = {}): CommandOf<'message.send'> {
  return {
    id: id(number),
    type: 'message.send',
    gateway: 'gateway-1',
    user_id: id(7),
    session_id: id(9),
    deadline: Date.now() + 60_000,
    input: { chat_id: id(1), client_id: `client-${number}`, content: 'hello' },
    ...overrides,
  };
}

/** The numbers from `first` to `last`. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
