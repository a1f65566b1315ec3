import type { ReceiptState } from '@besage/contracts';
import { isUnread, isWhole } from './entries.js';
import { changeEach, withReceipts } from './messages.js';
import type { ChatState, Pointers } from './state.js';

/** What receipts make of a chat: they only move forward. */
export function applyReceipts(chat: ChatState, news: readonly ReceiptState[], me: string): ChatState {
  const known = new Set(isWhole(chat) ? chat.participants.map(({ user }) => user.id) : [me]);
  const moved = Object.fromEntries(
    news.flatMap(({ user_id, ...pointers }) => {
      const next = known.has(user_id) && further(chat.receipts[user_id], pointers);
      return next ? [[user_id, next] as const] : [];
    }),
  );
  if (Object.keys(moved).length === 0) return chat;
  const receipts = { ...chat.receipts, ...moved };
  const messages = changeEach(chat.history.messages, (message) => withReceipts(message, moved));
  const next = {
    ...chat,
    receipts,
    last_message: chat.last_message && withReceipts(chat.last_message, moved),
    history: messages === chat.history.messages ? chat.history : { ...chat.history, messages },
  };
  return moved[me]?.read_seq === chat.receipts[me]?.read_seq || !moved[me] ? next : recount(next, me);
}

/** Where both are, if that is further than `before`. */
function further(before: Pointers | undefined, { delivered_seq, read_seq }: Pointers): Pointers | undefined {
  const next = {
    delivered_seq: Math.max(before?.delivered_seq ?? 0, delivered_seq),
    read_seq: Math.max(before?.read_seq ?? 0, read_seq),
  };
  const isFurther = next.delivered_seq !== before?.delivered_seq || next.read_seq !== before.read_seq;
  return isFurther ? next : undefined;
}

/** Counts what is unread after I read on. Where not all of it is loaded, the server has to say. */
function recount(chat: ChatState, me: string): ChatState {
  const { messages, loaded, has_older } = chat.history;
  const read = chat.receipts[me]?.read_seq ?? 0;
  const last = chat.last_message?.seq ?? 0;
  if (read >= last) return { ...chat, unread_count: 0 };
  const oldest = messages[0]?.seq ?? Infinity;
  const knowsAll = loaded && chat.seq >= chat.facts_seq && (!has_older || oldest <= read + 1);
  if (!knowsAll) return { ...chat, unread_count: Math.min(chat.unread_count, last - read), stale: true };
  return { ...chat, unread_count: messages.filter((message) => isUnread(message, chat, me)).length };
}
