import type { Chat } from '@besage/contracts';
import type { Invitation } from './protocol.js';

/** The chat that somebody was put in, as they see it: nothing in it is new to them yet. */
export function chatOfInvitation({ chat_id: id, data }: Invitation, userId: string): Chat {
  const { chat, participants, participant_count } = data;
  const other = participants.find(({ user }) => user.id !== userId);
  const name = chat.name ?? (chat.kind === 'direct' ? (other?.user.username ?? null) : null);
  const last_message = 'last_message' in data ? data.last_message : null;
  return { ...chat, id, name, participants, participant_count, last_message, unread_count: 0 };
}
