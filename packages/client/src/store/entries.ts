import type { EntryFrameV2, Participant } from '@besage/contracts';
import { applyToMessages, toStored } from './messages.js';
import { emptyHistory, type ChatState, type History, type StoredMessage } from './state.js';

type Entry<Event extends EntryFrameV2['event']> = Extract<EntryFrameV2, { event: Event }>;
type RosterEntry = Entry<'chat.created' | 'participant.added' | 'participant.updated' | 'participant.removed'>;

/**
 * What an entry of the log makes of a chat. Its messages take every entry; what is said about the chat itself came with
 * `connected` and is ahead of the log that is replayed, so it takes those that are newer.
 */
export function applyEntry(chat: ChatState, entry: EntryFrameV2, me: string): ChatState {
  const facts = entry.seq > chat.facts_seq ? applyToFacts(chat, entry, me) : chat;
  const history = applyToHistory(facts.history, entry, facts.receipts);
  const fetching = facts.fetching && [...facts.fetching, entry];
  return { ...facts, seq: entry.seq, facts_seq: Math.max(entry.seq, chat.facts_seq), history, fetching };
}

function applyToHistory(history: History, entry: EntryFrameV2, receipts: ChatState['receipts']): History {
  const messages = history.loaded ? applyToMessages(history.messages, entry, receipts) : history.messages;
  const loading = history.loading && [...history.loading, entry];
  return messages === history.messages && loading === history.loading ? history : { ...history, messages, loading };
}

/** What an entry says about the chat itself. */
export function applyToFacts(chat: ChatState, entry: EntryFrameV2, me: string): ChatState {
  switch (entry.event) {
    case 'message.created':
      return withMessage(chat, entry, me);
    case 'message.deleted':
      return withoutMessage(changeLast(chat, entry), entry, me);
    case 'message.edited':
    case 'reaction.changed':
      return changeLast(chat, entry);
    case 'chat.updated':
      return { ...chat, ...entry.data.chat, name: nameOf(entry.data.chat, chat.participants, me) };
    case 'chat.created':
    case 'participant.added':
    case 'participant.updated':
    case 'participant.removed':
      return withRoster(changeLast(chat, entry), entry, me);
    default:
      // An entry that this version does not know.
      return chat;
  }
}

function withMessage(chat: ChatState, { data }: Entry<'message.created'>, me: string): ChatState {
  const message = toStored(data.message, chat.receipts);
  const { [message.sender.id]: _typed, ...typing } = chat.typing;
  return {
    ...chat,
    typing,
    last_message: message,
    unread_count: chat.unread_count + (isUnread(message, chat, me) ? 1 : 0),
    // The log tells messages as they are now: this one was deleted further on.
    deleted_ahead: message.deleted ? [...chat.deleted_ahead, message.id] : chat.deleted_ahead,
  };
}

function withoutMessage(chat: ChatState, { data: { message } }: Entry<'message.deleted'>, me: string): ChatState {
  const wasCounted = !chat.deleted_ahead.includes(message.id) && isUnread({ ...message, deleted: false }, chat, me);
  return {
    ...chat,
    unread_count: Math.max(0, chat.unread_count - (wasCounted ? 1 : 0)),
    deleted_ahead: chat.deleted_ahead.filter((id) => id !== message.id),
  };
}

/** Whether a message counts as unread. */
export function isUnread(
  { seq, sender, deleted }: Pick<StoredMessage, 'seq' | 'sender' | 'deleted'>,
  { receipts }: ChatState,
  me: string,
): boolean {
  return sender.id !== me && !deleted && seq > (receipts[me]?.read_seq ?? 0);
}

function changeLast(chat: ChatState, entry: EntryFrameV2): ChatState {
  if (!chat.last_message) return chat;
  const [last = null] = applyToMessages([chat.last_message], entry, chat.receipts);
  return last === chat.last_message ? chat : { ...chat, last_message: last };
}

function withRoster(chat: ChatState, { event, seq, data }: RosterEntry, me: string): ChatState {
  const { participants, participant_count, user_ids, chat: facts } = data;
  const others = Object.entries(chat.receipts).filter(([id]) => !user_ids.includes(id));
  const counted = user_ids.filter((id) => id === me || isWhole(data));
  // Who comes has nothing to catch up with.
  const come =
    event === 'participant.removed' ? [] : counted.map((id) => [id, { delivered_seq: seq, read_seq: seq }] as const);
  const receipts = event === 'participant.updated' ? chat.receipts : Object.fromEntries([...others, ...come]);
  const next = { ...chat, ...facts, name: nameOf(facts, participants, me), participants, participant_count, receipts };
  // Large chats count their receivers, others name them: what is there is of the other kind now.
  const grew = isWhole(next) !== isWhole(chat) && event !== 'chat.created';
  return grew ? { ...next, stale: true, history: lost(chat.history) } : next;
}

/** Whether everybody in the chat is named. */
export function isWhole({ participants, participant_count }: Pick<ChatState, 'participants' | 'participant_count'>) {
  return participants.length === participant_count;
}

/** A history of which something is missing. */
export function lost({ loaded, loading, stale }: History): History {
  return loaded || loading || stale ? { ...emptyHistory, stale: true } : emptyHistory;
}

/** A direct chat without a name is called after the other person. */
function nameOf(facts: Pick<ChatState, 'name' | 'kind'>, participants: Participant[], me: string): string | null {
  if (facts.name !== null || facts.kind !== 'direct') return facts.name;
  return participants.find(({ user }) => user.id !== me)?.user.username ?? null;
}

/** The chat that an entry brings me into; `undefined` where it is another kind of entry. */
export function chatFrom(entry: EntryFrameV2, me: string): ChatState | undefined {
  if (entry.event !== 'chat.created' && entry.event !== 'participant.added') return undefined;
  const { chat_id: id, data } = entry;
  if (!data.user_ids.includes(me)) return undefined;
  const { participants, participant_count } = data;
  const chat = { id, ...data.chat, participants, participant_count, last_message: null, unread_count: 0, ...noState };
  const entered = applyEntry(chat, entry, me);
  if (entry.event === 'chat.created' || !entry.data.last_message) return entered;
  return { ...entered, last_message: toStored(entry.data.last_message, entered.receipts) };
}

/** A chat of which nothing is known but what REST says. */
export const noState = {
  seq: 0,
  facts_seq: 0,
  receipts: {},
  typing: {},
  history: emptyHistory,
  deleted_ahead: [],
  stale: false,
  fetching: null,
} satisfies Partial<ChatState>;
