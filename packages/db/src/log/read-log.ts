import {
  Id,
  NullableReactionType,
  Time,
  type LogEvent,
  type LogEventOf,
  type LogEventType,
  type Message,
  type Participant,
} from '@besage/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Db } from '../create-db.js';
import { loadMessages } from '../load/load-messages.js';
import { loadRosters } from '../load/load-rosters.js';
import type { MediaUrl } from '../present/user.js';

export interface LogPage {
  /** In the order of `seq`. */
  events: LogEvent[];
  /** The `seq` of the first entry read; `undefined` where there was none. */
  firstSeq: number | undefined;
  /** The `seq` of the last entry read, also where it is of a type that this version does not know and skips. */
  lastSeq: number;
}

/**
 * Reads a part of a chat's log as the events that were published when its entries were made. What an entry points at is
 * given as it is now: a message edited since comes edited.
 *
 * @param afterSeq the entries behind this one are read
 * @param limit entries at the most
 */
export async function readLog(
  db: Db,
  chatId: string,
  afterSeq: number,
  limit: number,
  mediaUrl: MediaUrl,
): Promise<LogPage> {
  const entries = await db.logEntry.findMany({
    where: { chatId, seq: { gt: afterSeq } },
    orderBy: { seq: 'asc' },
    take: limit,
  });
  const subjects = await loadSubjects(db, chatId, entries, mediaUrl);
  const events = entries.flatMap((entry) => {
    const data = isLogEventType(entry.type) ? dataOf[entry.type](entry, subjects) : undefined;
    if (!data) return [];
    const { type, seq, at, actorId } = entry;
    return [{ type, chat_id: chatId, seq, at: at.toISOString(), actor_id: actorId, data } as LogEvent];
  });
  return { events, firstSeq: entries[0]?.seq, lastSeq: entries.at(-1)?.seq ?? afterSeq };
}

interface Entry {
  type: string;
  actorId: string;
  subject: string | null;
  data: unknown;
}

interface Subjects {
  messages: Map<string, Message>;
  /** By id, of those who reacted. */
  usernames: Map<string, string>;
  participants: Participant[];
  chat: LoadedChat | null;
  /** The newest, for those who come. */
  lastMessage: Message | undefined;
}

type LoadedChat = NonNullable<Awaited<ReturnType<typeof loadChat>>>;

function loadChat(db: Db, chatId: string) {
  const select = { kind: true, name: true, active: true, createdAt: true, participantCount: true } as const;
  return db.chat.findUnique({ where: { id: chatId }, select });
}

/** Loads what the entries point at, in a fixed number of queries. */
async function loadSubjects(db: Db, chatId: string, entries: Entry[], mediaUrl: MediaUrl): Promise<Subjects> {
  const messageIds = entries.flatMap(({ type, subject }) => (type.startsWith('message.') && subject ? [subject] : []));
  const concernsChat = entries.some(({ type }) => type.startsWith('chat.') || type.startsWith('participant.'));
  const lastMessageId = entries.some(({ type }) => type === 'participant.added') && (await newestMessage(db, chatId));
  if (lastMessageId) messageIds.push(lastMessageId);
  const reacted = entries.filter(({ type }) => type.startsWith('reaction.')).map(({ actorId }) => actorId);
  const [messages, rosters, chat, users] = await Promise.all([
    loadMessages(db, [...new Set(messageIds)], mediaUrl),
    loadRosters(db, concernsChat ? [chatId] : [], mediaUrl),
    concernsChat ? loadChat(db, chatId) : null,
    reacted.length > 0
      ? db.user.findMany({ where: { id: { in: reacted } }, select: { id: true, username: true } })
      : [],
  ]);
  const byId = new Map(messages.map((message) => [message.id, message]));
  return {
    messages: byId,
    lastMessage: lastMessageId ? byId.get(lastMessageId) : undefined,
    usernames: new Map(users.map(({ id, username }) => [id, username])),
    participants: rosters.get(chatId) ?? [],
    chat,
  };
}

async function newestMessage(db: Db, chatId: string): Promise<string | undefined> {
  const newest = await db.message.findFirst({ where: { chatId }, orderBy: { seq: 'desc' }, select: { id: true } });
  return newest?.id;
}

type DataOf<T extends LogEventType> = (entry: Entry, subjects: Subjects) => LogEventOf<T>['data'] | undefined;

const message: DataOf<'message.created'> = ({ subject }, { messages }) => {
  const found = messages.get(subject ?? '');
  return found && { message: found };
};

const chat: DataOf<'chat.updated'> = (_entry, subjects) => {
  if (!subjects.chat) return undefined;
  const { kind, name, active, createdAt } = subjects.chat;
  return { chat: { kind, name, active, created_at: createdAt.toISOString() } };
};

const arrival: DataOf<'participant.added'> = (entry, subjects) => {
  const data = roster(entry, subjects);
  return data && { ...data, last_message: subjects.lastMessage ?? null };
};

const roster: DataOf<'chat.created'> = (entry, subjects) => {
  const facts = chat(entry, subjects);
  if (!facts || !subjects.chat) return undefined;
  return {
    ...facts,
    user_ids: isRosterChange.Check(entry.data) ? entry.data.user_ids : [],
    participants: subjects.participants,
    participant_count: subjects.chat.participantCount,
  };
};

const reaction: DataOf<'reaction.changed'> = ({ subject, actorId, data }, { usernames }) => {
  if (!subject || !isReactionChange.Check(data)) return undefined;
  const { id, type, reacted_at } = data;
  const username = usernames.get(actorId) ?? '';
  const reaction = type && { id, message: subject, user: actorId, username, type, reacted_at };
  return { message_id: subject, user_id: actorId, username, type, reaction };
};

/** How each type's data is made again from what the entry points at. */
const dataOf: { [T in LogEventType]: DataOf<T> } = {
  'chat.created': roster,
  'chat.updated': chat,
  'participant.added': arrival,
  'participant.updated': roster,
  'participant.removed': roster,
  'message.created': message,
  'message.edited': message,
  'message.deleted': message,
  'reaction.changed': reaction,
};

/** What the entry itself holds, where what it points at does not tell. */
const isRosterChange = Compile(Type.Object({ user_ids: Type.Array(Id) }));
const isReactionChange = Compile(Type.Object({ id: Id, type: NullableReactionType, reacted_at: Time }));

function isLogEventType(type: string): type is LogEventType {
  return Object.hasOwn(dataOf, type);
}
