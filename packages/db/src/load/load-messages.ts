import { limits, type Message } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { hasReceivers, presentMessage, type MessageRow, type ReceiverRow, type Receivers } from '../present/message.js';
import type { MediaUrl } from '../present/user.js';
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
  const rows = await loadRows(db, ids);
  const isLarge = (row: LoadedRow) => row.participantCount > limits.wholeRoster;
  const [receivers, counts] = await Promise.all([
    loadReceivers(db, [...new Set(rows.filter((row) => !isLarge(row)).map((row) => row.chatId))]),
    loadStatusCounts(
      db,
      rows.filter(isLarge).map((row) => row.id),
    ),
  ]);
  const reachedBy = (row: LoadedRow): Receivers =>
    isLarge(row)
      ? { counts: counts.get(row.id) ?? { sent: 0, delivered: 0, read: 0 } }
      : { rows: receivers.get(row.chatId) ?? [] };
  const left = rows.filter((row) => !hasReceivers(row, reachedBy(row)));
  const finalStatuses = await loadFinalStatuses(
    db,
    left.map((row) => row.id),
  );
  return rows.map((row) => presentMessage(row, { ...reachedBy(row), final: finalStatuses.get(row.id) }, mediaUrl));
}

type LoadedRow = MessageRow & { participantCount: number };

async function loadRows(db: Queries, ids: string[]): Promise<LoadedRow[]> {
  const rows = await db.$queryRaw<(Omit<LoadedRow, 'sender'> & FlatUser)[]>`
    SELECT m.id, m.chat_id AS "chatId", m.seq, m.client_id AS "clientId", m.content, m.reply_to_id AS "replyToId",
      m.sent_at AS "sentAt", m.edited_at AS "editedAt", m.deleted_at AS "deletedAt",
      c.participant_count AS "participantCount",
      u.id AS "userId", u.username, u.profile_image AS "profileImage",
      coalesce((
        SELECT json_agg(json_build_object(
          'id', r.id, 'userId', r.user_id, 'username', ru.username, 'type', r.type, 'reactedAt', r.reacted_at
        ) ORDER BY r.id)
        FROM reactions r JOIN users ru ON ru.id = r.user_id WHERE r.message_id = m.id
      ), '[]') AS reactions,
      coalesce((
        SELECT json_agg(json_build_object('id', mu.id, 'username', mu.username) ORDER BY mu.id)
        FROM mentions n JOIN users mu ON mu.id = n.user_id WHERE n.message_id = m.id
      ), '[]') AS mentions,
      coalesce((
        SELECT json_agg(json_build_object(
          'id', a.id, 'key', a.key, 'contentType', a.content_type, 'bytes', a.bytes, 'width', a.width, 'height', a.height
        ) ORDER BY a.position)
        FROM attachments a WHERE a.message_id = m.id
      ), '[]') AS attachments
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, ord)
    JOIN messages m ON m.id = wanted.id
    JOIN chats c ON c.id = m.chat_id
    JOIN users u ON u.id = m.sender_id
    ORDER BY wanted.ord`;
  return rows.map((row) => ({ ...row, sender: unflatten(row) }));
}

/** Everybody in these chats, by chat. */
async function loadReceivers(db: Queries, chatIds: string[]): Promise<Map<string, ReceiverRow[]>> {
  if (chatIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(Omit<ReceiverRow, 'user'> & FlatUser & { chatId: string })[]>`
    SELECT p.id, p.chat_id AS "chatId", p.joined_seq AS "joinedSeq", p.delivered_seq AS "deliveredSeq",
      p.read_seq AS "readSeq", p.delivered_at AS "deliveredAt", p.read_at AS "readAt",
      u.id AS "userId", u.username, u.profile_image AS "profileImage"
    FROM participants p JOIN users u ON u.id = p.user_id
    WHERE p.chat_id = ANY (${chatIds}::uuid[])
    ORDER BY p.id`;
  return groupBy(
    rows.map((row) => ({ ...row, user: unflatten(row) })),
    (row) => row.chatId,
  );
}

interface FlatUser {
  userId: string;
  username: string;
  profileImage: string | null;
}

const unflatten = ({ userId, username, profileImage }: FlatUser) => ({ id: userId, username, profileImage });
