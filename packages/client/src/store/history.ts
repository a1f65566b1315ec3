import type { Message } from '@besage/contracts';
import { applyToMessages, merge, toStored } from './messages.js';
import type { ChatState } from './state.js';

/** A page of the history is being read: what the log brings meanwhile is kept, since the page may not have it. */
export function askHistory(chat: ChatState, request: number): ChatState {
  return { ...chat, history: { ...chat.history, loading: { request, entries: [] } } };
}

/** The page has come. One that was asked for before the history was lost is not taken. */
export function takeHistory(chat: ChatState, request: number, page: readonly Message[], hasOlder: boolean): ChatState {
  const { loading, messages: before } = chat.history;
  if (loading?.request !== request) return chat;
  const fresh = page.map((message) => toStored(message, chat.receipts));
  const merged = loading.entries.reduce(
    (messages, entry) => applyToMessages(messages, entry, chat.receipts),
    merge(before, fresh),
  );
  const history = { messages: merged, loaded: true, has_older: hasOlder, loading: null, stale: false };
  return { ...chat, history };
}

/** It could not be read. */
export function dropHistory(chat: ChatState, request: number): ChatState {
  if (chat.history.loading?.request !== request) return chat;
  return { ...chat, history: { ...chat.history, loading: null } };
}
