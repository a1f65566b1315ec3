import type { Chat, ConnectedChat, ServerFrameV2 } from '@besage/contracts';
import { applyToFacts, lost, noState } from './entries.js';
import { changeEach, toStored, withReceipts } from './messages.js';
import type { ChatState, State } from './state.js';

type ConnectedFrame = Extract<ServerFrameV2, { type: 'connected' }>;
type ResetFrame = Extract<ServerFrameV2, { type: 'reset' }>;

/**
 * What `connected` makes of what was known. A chat whose position was told goes on from there: what was missed is
 * replayed. Of others the log begins now, and what was loaded of them is lost.
 *
 * @param since the positions that were told
 */
export function applyConnected(state: State, frame: ConnectedFrame, since: Record<string, number>): State {
  const before = new Map(state.chats.map((chat) => [chat.id, chat]));
  const away = new Set([...frame.gone, ...frame.chats.map(({ id }) => id)]);
  const chats = frame.chats.map((chat) => enter(chat, before.get(chat.id), since[chat.id], frame.user.id));
  const unlisted = state.chats.filter(({ id }) => !away.has(id) && since[id] !== undefined);
  return {
    ...state,
    me: frame.user,
    chats: [...chats, ...unlisted.map((chat) => goOn(chat, frame))],
    chat_count: frame.chat_count,
    online: new Set(frame.online),
  };
}

function enter(
  connected: ConnectedChat,
  before: ChatState | undefined,
  since: number | undefined,
  me: string,
): ChatState {
  const { last_seq, read_seq, delivered_seq, receipts: told, last_message, ...facts } = connected;
  const receipts = Object.fromEntries(told.map(({ user_id, ...pointers }) => [user_id, pointers]));
  receipts[me] = { read_seq, delivered_seq };
  const history = before?.history ?? noState.history;
  const goesOn = since !== undefined;
  const messages = changeEach(history.messages, (message) => withReceipts(message, receipts));
  return {
    ...facts,
    ...noState,
    last_message: last_message && toStored(last_message, receipts),
    seq: since ?? last_seq,
    facts_seq: last_seq,
    receipts,
    history: goesOn ? { ...history, messages } : lost(history),
  };
}

/** A chat of which only the log goes on: it is archived, or there are too many. How far others have it was not told. */
function goOn(chat: ChatState, { chats, chat_count }: ConnectedFrame): ChatState {
  // Where all active chats are listed, the others are archived, and counted no more.
  const active = chat.active && chats.length < chat_count;
  const stale = chat.stale || chat.history.loaded;
  return { ...chat, active, typing: {}, fetching: null, stale, history: lost(chat.history) };
}

/** What is older than the frame says is not told any more: it is to be read anew. */
export function applyReset(chat: ChatState, { last_seq }: ResetFrame): ChatState {
  const history = lost(chat.history);
  return { ...chat, seq: last_seq, history, stale: chat.stale || last_seq > chat.facts_seq };
}

/**
 * What REST says of a chat that is new here.
 *
 * @param seq up to where its log is known
 */
export function chatFetched({ last_message, ...facts }: Chat, seq: number): ChatState {
  return {
    ...facts,
    ...noState,
    last_message: last_message && toStored(last_message, {}),
    seq,
    facts_seq: Math.max(seq, last_message?.seq ?? 0),
  };
}

/** What REST says of a chat is being read: what the log brings meanwhile is kept, since the answer may not have it. */
export function askFacts(chat: ChatState): ChatState {
  return { ...chat, fetching: [] };
}

/** The answer has come; it holds all of the log up to its last message. One that came too late is not taken. */
export function takeFacts(before: ChatState, { last_message, ...facts }: Chat, me: string): ChatState {
  const { fetching } = before;
  if (!fetching) return before;
  const fresh = { ...before, ...facts, last_message: last_message && toStored(last_message, before.receipts) };
  const news = fetching.filter(({ seq }) => seq > (last_message?.seq ?? 0));
  const chat = news.reduce((each, entry) => applyToFacts(each, entry, me), fresh);
  const isRead = (before.receipts[me]?.read_seq ?? 0) >= (chat.last_message?.seq ?? 0);
  return {
    ...chat,
    unread_count: isRead ? 0 : chat.unread_count,
    facts_seq: Math.max(before.facts_seq, last_message?.seq ?? 0),
    fetching: null,
    // Whether the answer had counted what was deleted, it does not say.
    stale: news.some(({ event }) => event === 'message.deleted'),
  };
}

/** It could not be read. */
export function dropFacts(chat: ChatState): ChatState {
  return { ...chat, fetching: null };
}
