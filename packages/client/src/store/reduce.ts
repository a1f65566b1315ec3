import type { Chat, EntryFrameV2, Message, ServerFrameV2, StateFrameV2, UserSummary } from '@besage/contracts';
import { applyConnected, applyReset, askFacts, chatFetched, dropFacts, takeFacts } from './connected.js';
import { applyEntry, chatFrom } from './entries.js';
import { askHistory, dropHistory, takeHistory } from './history.js';
import { changeOutgoing, prune, settle } from './outgoing.js';
import { applyReceipts } from './receipts.js';
import {
  chatOf,
  signedOutState,
  type ChatState,
  type ConnectionState,
  type OutgoingMessage,
  type State,
} from './state.js';

type Told<Type extends ServerFrameV2['type']> = Extract<ServerFrameV2, { type: Type }>;

/** What the server says, or what happens here. */
export type Action =
  | Told<'reset'>
  | Told<'event'>
  | { type: 'connected'; frame: Told<'connected'>; since: Record<string, number> }
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'signed_in'; me: UserSummary }
  | { type: 'signed_out' }
  | { type: 'chat_asked' | 'chat_failed'; chat_id: string }
  | { type: 'chat_fetched'; chat: Chat; seq: number }
  | { type: 'typing_ended'; chat_id: string; user_id: string }
  | { type: 'history_asked' | 'history_failed'; chat_id: string }
  | { type: 'history_loaded'; chat_id: string; messages: Message[]; has_older: boolean }
  | { type: 'sending'; messages: readonly OutgoingMessage[] }
  | { type: 'sent'; message: Message }
  | { type: 'send_changed'; client_id: string; changes: Pick<OutgoingMessage, 'status' | 'error'> }
  | { type: 'send_dropped'; client_id: string };

/** What is known after something happened. Pure; gives the same object where it changes nothing. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'event':
      return 'seq' in action ? onEntry(state, action) : onState(state, action);
    case 'connected':
      return prune(settleLast(applyConnected(state, action.frame, action.since)));
    case 'reset':
      return prune(changeChat(state, action.chat_id, (chat) => applyReset(chat, action)));
    case 'connection':
      return onConnection(state, action.connection);
    case 'signed_in':
      return { ...signedOutState, connection: 'offline', me: action.me };
    case 'signed_out':
      return signedOutState;
    case 'chat_asked':
      return changeChat(state, action.chat_id, askFacts);
    case 'chat_failed':
      return changeChat(state, action.chat_id, dropFacts);
    case 'chat_fetched':
      return onFetched(state, action.chat, action.seq);
    case 'typing_ended':
      return changeChat(state, action.chat_id, (chat) => withoutTyping(chat, action.user_id));
    case 'history_asked':
      return changeChat(state, action.chat_id, askHistory);
    case 'history_failed':
      return changeChat(state, action.chat_id, dropHistory);
    case 'history_loaded': {
      const { chat_id, messages, has_older } = action;
      return settle(
        changeChat(state, chat_id, (chat) => takeHistory(chat, messages, has_older)),
        messages,
      );
    }
    default:
      return onSending(state, action);
  }
}

type SendAction = Extract<Action, { type: 'sending' | 'sent' | 'send_changed' | 'send_dropped' }>;

function onSending(state: State, action: SendAction): State {
  switch (action.type) {
    case 'sending':
      return { ...state, outgoing: [...state.outgoing, ...action.messages] };
    case 'sent': {
      const { client_id, seq } = action.message;
      return prune(changeOutgoing(state, client_id, { status: 'sent', sent_seq: seq }));
    }
    case 'send_changed':
      return changeOutgoing(state, action.client_id, action.changes);
    case 'send_dropped':
      return { ...state, outgoing: state.outgoing.filter(({ client_id }) => client_id !== action.client_id) };
  }
}

function onFetched(state: State, chat: Chat, seq: number): State {
  const before = chatOf(state, chat.id);
  const after = before ? takeFacts(before, chat, state.me?.id ?? '') : chatFetched(chat, seq);
  return settleLast(putChat(state, after));
}

function onEntry(state: State, entry: EntryFrameV2): State {
  const me = state.me?.id ?? '';
  const chat = chatOf(state, entry.chat_id);
  if (!chat) {
    const entered = chatFrom(entry, me);
    return entered ? counted(putChat(state, entered), undefined, entered) : state;
  }
  if (entry.seq <= chat.seq) return state;
  const isNew = entry.seq > chat.facts_seq;
  if (isNew && entry.event === 'participant.removed' && entry.data.user_ids.includes(me)) {
    return counted({ ...state, chats: state.chats.filter((each) => each !== chat) }, chat, undefined);
  }
  const changed = applyEntry(chat, entry, me);
  const next = counted(putChat(state, changed), chat, changed);
  return entry.event === 'message.created' ? settle(next, [entry.data.message]) : prune(next);
}

/** `chat_count` is of active chats. */
function counted(state: State, before: ChatState | undefined, after: ChatState | undefined): State {
  const more = Number(after?.active ?? false) - Number(before?.active ?? false);
  return more === 0 ? state : { ...state, chat_count: state.chat_count + more };
}

function onState(state: State, frame: StateFrameV2): State {
  const me = state.me?.id ?? '';
  switch (frame.event) {
    case 'receipt':
      return changeChat(state, frame.chat_id, (chat) => applyReceipts(chat, [frame.data], me));
    case 'receipts':
      return changeChat(state, frame.chat_id, (chat) => applyReceipts(chat, frame.data.receipts, me));
    case 'typing': {
      const { user_id, username } = frame.data;
      if (user_id === me) return state;
      return changeChat(state, frame.chat_id, (chat) =>
        user_id in chat.typing ? chat : { ...chat, typing: { ...chat.typing, [user_id]: username } },
      );
    }
    case 'presence':
      return withPresence(state, frame.data.user_id, frame.data.online);
    default:
      // Of another version.
      return state;
  }
}

function onConnection(state: State, connection: ConnectionState): State {
  if (connection === state.connection) return state;
  if (connection === 'online') return { ...state, connection };
  // What nobody tells any more.
  const chats = state.chats.map((chat) => (Object.keys(chat.typing).length > 0 ? { ...chat, typing: {} } : chat));
  return { ...state, connection, chats };
}

function withPresence(state: State, userId: string, isOnline: boolean): State {
  if (state.online.has(userId) === isOnline) return state;
  const online = new Set(state.online);
  if (isOnline) online.add(userId);
  else online.delete(userId);
  return { ...state, online };
}

function withoutTyping(chat: ChatState, userId: string): ChatState {
  if (!(userId in chat.typing)) return chat;
  const { [userId]: _ended, ...typing } = chat.typing;
  return { ...chat, typing };
}

/** What is loaded gets my messages by the log. Elsewhere that they are the last ones is all that is known of them. */
function settleLast(state: State): State {
  return settle(
    state,
    state.chats.map(({ history, last_message }) => (history.loaded ? null : last_message)),
  );
}

function changeChat(state: State, id: string, change: (chat: ChatState) => ChatState): State {
  const chat = chatOf(state, id);
  return chat ? putChat(state, change(chat)) : state;
}

/** When a chat was last active: when its last message was sent. */
const activityOf = ({ last_message, created_at }: ChatState) => last_message?.sent_at ?? created_at;

function isAbove(a: ChatState, b: ChatState): boolean {
  const [one, other] = [activityOf(a), activityOf(b)];
  return one === other ? a.id > b.id : one > other;
}

/** The state with a chat, in its place by activity. */
function putChat(state: State, chat: ChatState): State {
  const before = chatOf(state, chat.id);
  if (before === chat) return state;
  if (before && activityOf(before) === activityOf(chat)) {
    return { ...state, chats: state.chats.map((each) => (each === before ? chat : each)) };
  }
  const chats = state.chats.filter((each) => each !== before);
  const place = chats.findIndex((each) => isAbove(chat, each));
  chats.splice(place < 0 ? chats.length : place, 0, chat);
  return { ...state, chats };
}
