import type { Chat, ChatKind, Message } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { Prisma } from '../generated/client.js';
import { presentChat } from '../present/chat.js';
import type { MediaUrl } from '../present/user.js';
import { uuids } from '../sql.js';
import { loadMessages } from './load-messages.js';
import { loadRosters } from './load-rosters.js';
import { saidByOthers } from './said-by-others.js';

/** A chat, and who looks at it. */
export interface ChatView {
  chatId: string;
  viewerId: string;
}

/**
 * Loads chats as one person sees them, in a fixed number of queries however many they are.
 *
 * @param ids chats that the viewer may see; that is the caller's to check
 * @returns in the order of `ids`; unknown ones are left out
 */
export async function loadChats(db: Queries, ids: string[], viewerId: string, mediaUrl: MediaUrl): Promise<Chat[]> {
  const views = ids.map((chatId) => ({ chatId, viewerId }));
  return (await loadChatViews(db, views, mediaUrl)).map(({ chat }) => chat);
}

/**
 * Loads chats, each as somebody sees it, in a fixed number of queries however many there are of both.
 *
 * @param views what each viewer may see; that is the caller's to check
 * @returns in the order of `views`; unknown chats are left out
 */
export async function loadChatViews(
  db: Queries,
  views: ChatView[],
  mediaUrl: MediaUrl,
): Promise<{ viewerId: string; chat: Chat }[]> {
  if (views.length === 0) return [];
  const ids = [...new Set(views.map(({ chatId }) => chatId))];
  const [rows, rosters] = await Promise.all([loadRows(db, views), loadRosters(db, ids, mediaUrl)]);
  const lastIds = new Set(rows.flatMap(({ lastMessageId }) => lastMessageId ?? []));
  const lastMessages = new Map<string, Message>(
    (await loadMessages(db, [...lastIds], mediaUrl)).map((message) => [message.chat, message]),
  );
  return rows.map((row) => {
    const { viewerId } = row;
    const beside = { participants: rosters.get(row.id) ?? [], lastMessage: lastMessages.get(row.id) };
    return { viewerId, chat: presentChat({ ...row, ...beside }, viewerId) };
  });
}

interface LoadedChat {
  viewerId: string;
  id: string;
  kind: ChatKind;
  name: string | null;
  active: boolean;
  createdAt: Date;
  participantCount: number;
  lastMessageId: string | null;
  unreadCount: number;
}

const unread = saidByOthers({
  chatId: Prisma.sql`c.id`,
  userId: Prisma.sql`me.user_id`,
  after: Prisma.sql`me.read_seq`,
  upTo: Prisma.sql`c.last_seq`,
});

function loadRows(db: Queries, views: ChatView[]): Promise<LoadedChat[]> {
  return db.$queryRaw<LoadedChat[]>`
    SELECT wanted.viewer AS "viewerId", c.id, c.kind, c.name, c.active, c.created_at AS "createdAt", c.participant_count AS "participantCount",
      last.id AS "lastMessageId", ${unread}::int AS "unreadCount"
    FROM unnest(
      ${uuids(views.map(({ chatId }) => chatId))}, ${uuids(views.map(({ viewerId }) => viewerId))}
    ) WITH ORDINALITY AS wanted (id, viewer, ord)
    JOIN chats c ON c.id = wanted.id
    LEFT JOIN participants me ON me.chat_id = c.id AND me.user_id = wanted.viewer
    LEFT JOIN LATERAL (
      SELECT m.id FROM messages m WHERE m.chat_id = c.id ORDER BY m.seq DESC LIMIT 1
    ) last ON true
    ORDER BY wanted.ord`;
}
