import { limits, type Message, type UserSummary } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { Prisma } from '../generated/client.js';
import {
  hasReceivers,
  presentMessage,
  presentReceiver,
  type Carried,
  type MessageRow,
  type Receiver,
  type ReceiverRow,
  type Receivers,
} from '../present/message.js';
import { presentUserSummary, type MediaUrl, type UserSummaryRow } from '../present/user.js';
import { ISO_TIME, ints, uuids } from '../sql.js';
import { groupBy } from './group-by.js';
import { loadFinalStatuses } from './load-final-statuses.js';
import { loadStatusCounts } from './load-status-counts.js';

/**
 * Loads messages as clients see them, in a fixed number of queries however many they are. Deleted ones are there, empty.
 *
 * @param ids messages of any chats; unknown ones are left out
 * @returns in the order of `ids`
 */
export async function loadMessages(db: Queries, ids: string[], mediaUrl: MediaUrl): Promise<Message[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<LoadedRow[]>`
    SELECT ${columns}, c.participant_count AS "participantCount"
    FROM unnest(${uuids(ids)}) WITH ORDINALITY AS wanted (id, ord)
    JOIN messages m ON m.id = wanted.id
    JOIN chats c ON c.id = m.chat_id
    ORDER BY wanted.ord`;
  return complete(db, rows, mediaUrl);
}

/** A part of a chat's history. */
export interface HistoryPart {
  chatId: string;
  /** The place in the log of the newest that may be in it. */
  upTo: number;
  /** Messages at the most. */
  take: number;
}

/**
 * Loads parts of histories as {@link loadMessages} does messages, in a fixed number of queries however many they are.
 *
 * @returns the messages of each, newest first
 */
export async function loadHistories(db: Queries, parts: HistoryPart[], mediaUrl: MediaUrl): Promise<Message[][]> {
  const rows = await db.$queryRaw<(LoadedRow & { nth: number })[]>`
    SELECT asked.nth::int, m.*, c.participant_count AS "participantCount"
    FROM unnest(
      ${uuids(parts.map(({ chatId }) => chatId))}, ${ints(parts.map(({ upTo }) => upTo))},
      ${ints(parts.map(({ take }) => take))}
    ) WITH ORDINALITY AS asked (chat_id, up_to, take, nth)
    JOIN chats c ON c.id = asked.chat_id
    CROSS JOIN LATERAL (
      SELECT ${columns} FROM messages m WHERE m.chat_id = asked.chat_id AND m.seq <= asked.up_to
      ORDER BY m.seq DESC LIMIT asked.take
    ) m
    ORDER BY asked.nth, m.seq DESC`;
  const messages = await complete(db, rows, mediaUrl);
  const found = parts.map((): Message[] => []);
  messages.forEach((message, index) => found[(rows[index]?.nth ?? 0) - 1]?.push(message));
  return found;
}

type LoadedRow = MessageRow & { participantCount: number };

const columns = Prisma.sql`
  m.id, m.chat_id AS "chatId", m.seq, m.sender_id AS "senderId", m.client_id AS "clientId", m.content,
  m.reply_to_id AS "replyToId", to_char(m.sent_at, ${ISO_TIME}) AS "sentAt", to_char(m.edited_at, ${ISO_TIME}) AS "editedAt",
  m.deleted_at IS NOT NULL AS deleted`;

/**
 * Loads what belongs to messages and is not in their rows: what is the same for many is looked up once.
 *
 * @returns a message for each row, in the same order
 */
async function complete(db: Queries, rows: LoadedRow[], mediaUrl: MediaUrl): Promise<Message[]> {
  if (rows.length === 0) return [];
  const isLarge = ({ participantCount }: LoadedRow) => participantCount > limits.wholeRoster;
  const large = rows.filter(isLarge);
  const [carried, receivers, counts] = await Promise.all([
    loadCarried(db, idsOf(rows)),
    loadReceivers(db, [...new Set(rows.flatMap((row) => (isLarge(row) ? [] : row.chatId)))], mediaUrl),
    loadStatusCounts(db, idsOf(large)),
  ]);
  const reachedBy = (row: LoadedRow): Receivers =>
    isLarge(row)
      ? { counts: counts.get(row.id) ?? { sent: 0, delivered: 0, read: 0 } }
      : { rows: receivers.get(row.chatId) ?? [] };
  const left = rows.filter((row) => !hasReceivers(row, reachedBy(row)));
  const [senders, final] = await Promise.all([
    loadSenders(db, rows, receivers, mediaUrl),
    loadFinalStatuses(db, idsOf(left)),
  ]);
  return rows.map((row) => {
    const sender = senders.get(row.senderId);
    if (!sender) throw new Error('a message has no sender');
    const around = { carried: carried.get(row.id), receivers: reachedBy(row), final: final.get(row.id) };
    return presentMessage(row, { sender, ...around }, mediaUrl);
  });
}

const idsOf = (rows: LoadedRow[]) => rows.map(({ id }) => id);

/** What hangs on the messages, by message. */
async function loadCarried(db: Queries, ids: string[]): Promise<Map<string, Carried>> {
  const rows = await db.$queryRaw<{ id: string; carried: Carried }[]>`
    WITH wanted AS MATERIALIZED (SELECT ${uuids(ids)} AS ids)
    SELECT r.message_id AS id, json_build_object('reactions', json_agg(json_build_object(
      'id', r.id, 'userId', r.user_id, 'username', u.username, 'type', r.type, 'reactedAt', r.reacted_at
    ) ORDER BY r.id)) AS carried
    FROM reactions r JOIN users u ON u.id = r.user_id
    WHERE r.message_id = ANY ((SELECT ids FROM wanted)::uuid[]) GROUP BY r.message_id
    UNION ALL
    SELECT n.message_id, json_build_object('mentions', json_agg(json_build_object(
      'id', u.id, 'username', u.username
    ) ORDER BY u.id))
    FROM mentions n JOIN users u ON u.id = n.user_id
    WHERE n.message_id = ANY ((SELECT ids FROM wanted)::uuid[]) GROUP BY n.message_id
    UNION ALL
    SELECT a.message_id, json_build_object('attachments', json_agg(json_build_object(
      'id', a.id, 'key', a.key, 'contentType', a.content_type, 'bytes', a.bytes, 'width', a.width, 'height', a.height
    ) ORDER BY a.position))
    FROM attachments a
    WHERE a.message_id = ANY ((SELECT ids FROM wanted)::uuid[]) GROUP BY a.message_id`;
  const carried = new Map<string, Carried>();
  for (const row of rows) carried.set(row.id, { ...carried.get(row.id), ...row.carried });
  return carried;
}

/** Everybody in these chats, by chat. */
async function loadReceivers(db: Queries, chatIds: string[], mediaUrl: MediaUrl): Promise<Map<string, Receiver[]>> {
  if (chatIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(ReceiverRow & { chatId: string })[]>`
    SELECT p.id, p.chat_id AS "chatId", p.joined_seq AS "joinedSeq", p.delivered_seq AS "deliveredSeq",
      p.read_seq AS "readSeq", to_char(p.delivered_at, ${ISO_TIME}) AS "deliveredAt",
      to_char(p.read_at, ${ISO_TIME}) AS "readAt",
      u.id AS "userId", u.username, u.profile_image AS "profileImage"
    FROM participants p JOIN users u ON u.id = p.user_id
    WHERE p.chat_id = ANY (${uuids(chatIds)})
    ORDER BY p.id`;
  const receivers = rows.map((row) => ({ chatId: row.chatId, ...presentReceiver(row, mediaUrl) }));
  return groupBy(receivers, ({ chatId }) => chatId);
}

/** Who sent the messages, by person. Most are among the receivers of others; who is not has left, or is one of a crowd. */
async function loadSenders(
  db: Queries,
  rows: LoadedRow[],
  receivers: Map<string, Receiver[]>,
  mediaUrl: MediaUrl,
): Promise<Map<string, UserSummary>> {
  const senders = new Map([...receivers.values()].flat().map(({ user }) => [user.id, user]));
  const missing = new Set(rows.map(({ senderId }) => senderId).filter((id) => !senders.has(id)));
  if (missing.size === 0) return senders;
  const users = await db.$queryRaw<UserSummaryRow[]>`
    SELECT u.id, u.username, u.profile_image AS "profileImage" FROM users u WHERE u.id = ANY (${uuids([...missing])})`;
  for (const user of users) senders.set(user.id, presentUserSummary(user, mediaUrl));
  return senders;
}
