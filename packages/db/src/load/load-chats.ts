import type { Chat, ChatKind, Message } from '@besage/contracts';
import type { Db } from '../create-db.js';
import { presentChat } from '../present/chat.js';
import type { MediaUrl } from '../present/user.js';
import { loadMessages } from './load-messages.js';
import { loadRosters } from './load-rosters.js';

/**
 * Loads chats as one person sees them, in a fixed number of queries however many they are.
 *
 * @param ids chats that the viewer may see; that is the caller's to check
 * @returns in the order of `ids`; unknown ones are left out
 */
export async function loadChats(db: Db, ids: string[], viewerId: string, mediaUrl: MediaUrl): Promise<Chat[]> {
  if (ids.length === 0) return [];
  const [rows, rosters] = await Promise.all([loadRows(db, ids, viewerId), loadRosters(db, ids, mediaUrl)]);
  const lastIds = rows.flatMap(({ lastMessageId }) => lastMessageId ?? []);
  const lastMessages = new Map<string, Message>(
    (await loadMessages(db, lastIds, mediaUrl)).map((message) => [message.chat, message]),
  );
  return rows.map((row) =>
    presentChat({ ...row, participants: rosters.get(row.id) ?? [], lastMessage: lastMessages.get(row.id) }, viewerId),
  );
}

interface LoadedChat {
  id: string;
  kind: ChatKind;
  name: string | null;
  active: boolean;
  createdAt: Date;
  participantCount: number;
  lastMessageId: string | null;
  unreadCount: number;
}

function loadRows(db: Db, ids: string[], viewerId: string): Promise<LoadedChat[]> {
  return db.$queryRaw<LoadedChat[]>`
    SELECT c.id, c.kind, c.name, c.active, c.created_at AS "createdAt", c.participant_count AS "participantCount",
      last.id AS "lastMessageId", coalesce(unread.count, 0)::int AS "unreadCount"
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted (id, ord)
    JOIN chats c ON c.id = wanted.id
    LEFT JOIN participants me ON me.chat_id = c.id AND me.user_id = ${viewerId}::uuid
    LEFT JOIN LATERAL (
      SELECT m.id FROM messages m WHERE m.chat_id = c.id ORDER BY m.seq DESC LIMIT 1
    ) last ON true
    LEFT JOIN LATERAL (
      SELECT count(*) FROM messages m
      WHERE m.chat_id = c.id AND m.seq > me.read_seq AND m.sender_id <> me.user_id AND m.deleted_at IS NULL
    ) unread ON true
    ORDER BY wanted.ord`;
}
