import type { Message } from '@besage/contracts';
import { applyToMessages, merge, toStored } from './messages.js';
import type { ChatState } from './state.js';

/** A page of the history is being read: what the log brings meanwhile is kept, since the page may not have it. */
export function askHistory(chat: ChatState): ChatState {
  return { ...chat, history: { ...chat.history, loading: [] } };
}

/** The page has come. One that was asked for before the history was lost is not taken. */
export function takeHistory(chat: ChatState, page: readonly Message[], hasOlder: boolean): ChatState {
  const { loading, messages: before } = chat.history;
  if (!loading) return chat;
  const fresh = page.map((message) => toStored(message, chat.receipts));
  const merged = loading.reduce(
    (messages, entry) => applyToMessages(messages, entry, chat.receipts),
    merge(before, fresh),
  );
  const history = { messages: merged, loaded: true, has_older: hasOlder, loading: null, stale: false };
  return { ...chat, history };
}

/** It could not be read. */
export function dropHistory(chat: ChatState): ChatState {
  return { ...chat, history: { ...chat.history, loading: null } };
}
