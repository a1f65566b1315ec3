import type { ChatMessage } from '@besage/client';

/** Milliseconds of silence after which the same person begins anew. */
const SILENCE = 5 * 60_000;

/** Whether this is the first message of its day. */
export function startsDay({ sent_at }: ChatMessage, before: ChatMessage | undefined): boolean {
  return !before || new Date(before.sent_at).toDateString() !== new Date(sent_at).toDateString();
}

/** Whether the name of the sender stands above this message: what one person says in one go is one group. */
export function startsGroup(message: ChatMessage, before: ChatMessage | undefined): boolean {
  if (before?.sender.id !== message.sender.id || startsDay(message, before)) return true;
  return Date.parse(message.sent_at) - Date.parse(before.sent_at) > SILENCE;
}
