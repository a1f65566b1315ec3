import type { LogEvent, LogEventOf, LogEventType, Message, Participant } from '@besage/contracts';
import type { Db } from '../create-db.js';
import { loadMessages } from '../load/load-messages.js';
import { loadRosters } from '../load/load-rosters.js';
import type { MediaUrl } from '../present/user.js';

export interface LogPage {
  /** In the order of `seq`. */
  events: LogEvent[];
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
  return { events, lastSeq: entries.at(-1)?.seq ?? afterSeq };
}

interface Entry {
  type: string;
  seq: number;
  actorId: string;
  subject: string | null;
  data: unknown;
}

interface Subjects {
  messages: Map<string, Message>;
  participants: Participant[];
  participantCount: number;
}

/** Loads what the entries point at, in a fixed number of queries. */
async function loadSubjects(db: Db, chatId: string, entries: Entry[], mediaUrl: MediaUrl): Promise<Subjects> {
  const messageIds = entries.flatMap(({ type, subject }) => (type.startsWith('message.') && subject ? [subject] : []));
  const needsRoster = entries.some(({ type }) => !type.startsWith('message.'));
  const [messages, rosters, chat] = await Promise.all([
    loadMessages(db, [...new Set(messageIds)], mediaUrl),
    loadRosters(db, needsRoster ? [chatId] : [], mediaUrl),
    needsRoster ? db.chat.findUnique({ where: { id: chatId }, select: { participantCount: true } }) : null,
  ]);
  return {
    messages: new Map(messages.map((message) => [message.id, message])),
    participants: rosters.get(chatId) ?? [],
    participantCount: chat?.participantCount ?? 0,
  };
}

type DataOf<T extends LogEventType> = (entry: Entry, subjects: Subjects) => LogEventOf<T>['data'] | undefined;

const message: DataOf<'message.created'> = ({ subject }, { messages }) => {
  const found = messages.get(subject ?? '');
  return found && { message: found };
};

const roster: DataOf<'chat.created'> = ({ data }, { participants, participantCount }) => ({
  user_ids: userIdsOf(data),
  participants,
  participant_count: participantCount,
});

/** How each type's data is made again from what the entry points at. */
const dataOf: { [T in LogEventType]: DataOf<T> } = {
  'chat.created': roster,
  'message.created': message,
  'participant.added': roster,
  'participant.removed': roster,
};

function isLogEventType(type: string): type is LogEventType {
  return Object.hasOwn(dataOf, type);
}

/** The people that an entry about the roster names. */
function userIdsOf(data: unknown): string[] {
  const named = typeof data === 'object' && data !== null && 'user_ids' in data ? data.user_ids : undefined;
  return Array.isArray(named) ? named.filter((id) => typeof id === 'string') : [];
}
