import type {
  Attachment,
  Chat,
  EntryFrameV2,
  Message,
  MessageStatus,
  ReceiptState,
  UserSummary,
} from '@besage/contracts';

/** `offline`: the line is down and comes back by itself, unless `disconnect()` ended it. */
export type ConnectionState = 'signed_out' | 'offline' | 'connecting' | 'online';

/** What one receiver has reached of a message. */
export interface MessageReceiver {
  readonly receiver: UserSummary;
  readonly status: MessageStatus;
}

/** A message as events keep it up to date: they do not tell when somebody received it. */
export interface StoredMessage extends Readonly<Omit<Message, 'statuses'>> {
  readonly statuses: readonly MessageReceiver[];
}

/** A message of my own that the log has not brought back yet. */
export interface OutgoingMessage {
  readonly client_id: string;
  readonly chat: string;
  readonly seq: null;
  readonly sender: UserSummary;
  readonly content: string;
  readonly reply_to: string | null;
  readonly attachments: readonly Attachment[];
  /** By the clock of this device. */
  readonly sent_at: string;
  /** `sent`: the server has it, its entry in the log is on the way. `failed`: refused, until it is retried or discarded. */
  readonly status: 'sending' | 'sent' | 'failed';
  /** Of one that was sent: its place in the log. */
  readonly sent_seq?: number;
  /** Why it was refused. */
  readonly error?: { readonly code: string; readonly detail: string };
}

/** What a list of messages shows; `seq` is null until the log has it. `client_id` names it all the time. */
export type ChatMessage = StoredMessage | OutgoingMessage;

export type Pointers = Readonly<Omit<ReceiptState, 'user_id'>>;

/** The messages that are loaded: all from the oldest of them to the newest of the chat. */
export interface History {
  /** Oldest first. */
  readonly messages: readonly StoredMessage[];
  readonly loaded: boolean;
  readonly has_older: boolean;
  /** A page that is being read, and what the log brought meanwhile. */
  readonly loading: readonly EntryFrameV2[] | null;
  /** It was lost, and is to be read anew. */
  readonly stale: boolean;
}

export interface ChatState extends Readonly<Omit<Chat, 'last_message'>> {
  readonly last_message: StoredMessage | null;
  /** Up to here the log was applied. */
  readonly seq: number;
  /** Up to here it is in what is said about the chat itself, which may be ahead of the messages. */
  readonly facts_seq: number;
  /**
   * How far each has the chat, by the id of the person. In large chats only I am in it; in one that I was put in, the
   * others are from when they get further on (their `statuses` in messages are whole).
   */
  readonly receipts: Readonly<Record<string, Pointers>>;
  /** Names of those who are typing, by the id of the person. */
  readonly typing: Readonly<Record<string, string>>;
  readonly history: History;
  /** Messages that came deleted, before the log told of it. */
  readonly deleted_ahead: readonly string[];
  /** What is said about the chat is to be read anew. */
  readonly stale: boolean;
  /** While that is being read: what the log brought meanwhile. */
  readonly fetching: readonly EntryFrameV2[] | null;
}

/** Everything that is known. Never changed, always replaced: what is the same object is the same. */
export interface State {
  readonly connection: ConnectionState;
  /** Who is signed in. */
  readonly me: UserSummary | null;
  /** Newest activity first. One that is archived stays until the next start, with `active: false`. */
  readonly chats: readonly ChatState[];
  /** How many active chats I am in; where it is more than `chats`, REST lists the others. */
  readonly chat_count: number;
  /** Who of the people in `chats` is online. */
  readonly online: ReadonlySet<string>;
  /** What I send, in the order in which it was written. */
  readonly outgoing: readonly OutgoingMessage[];
}

export const emptyHistory: History = { messages: [], loaded: false, has_older: true, loading: null, stale: false };

export const signedOutState: State = {
  connection: 'signed_out',
  me: null,
  chats: [],
  chat_count: 0,
  online: new Set(),
  outgoing: [],
};

/** Finds a chat. */
export function chatOf(state: State, id: string): ChatState | undefined {
  return state.chats.find((chat) => chat.id === id);
}

/** Up to where each chat's log is known: what `connect` says. The most active, so that the frame stays small. */
export function positionsOf(state: State, max = 5_000): Record<string, number> {
  return Object.fromEntries(state.chats.slice(0, max).map(({ id, seq }) => [id, seq]));
}
