import { limits } from '@besage/contracts';
import { Prisma, ints, uuids, type Db } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';
import { containing } from '../search-pattern.js';

/** A place in the list of chats, newest activity first. */
export interface ChatCursor {
  activityAt: Date;
  id: string;
}

interface Asked {
  userId: string;
  /** The last chat of the page before. */
  after?: ChatCursor | undefined;
  /** Chats at the most. */
  take: number;
}

/** Gives a part of somebody's active chats, newest activity first; with `search` those that it is found in. */
export type ChatListLookup = (asked: Asked, search?: string) => Promise<ChatCursor[]>;

/** Finds people's chats. Those who ask at the same time share one query; a search, which takes longer, has its own. */
export function createChatListLookup(db: Db): ChatListLookup {
  const batch = new TurnBatch((asked: Asked[]) => select(db, asked));
  return async (asked, search) => {
    if (!search) return batch.add(asked);
    const [found = []] = await select(db, [asked], matching(search));
    return found;
  };
}

async function select(db: Db, asked: Asked[], filter = Prisma.empty): Promise<ChatCursor[][]> {
  const rows = await db.$queryRaw<(ChatCursor & { nth: number })[]>`
    SELECT asked.nth::int, chat.id, chat.activity_at AS "activityAt"
    FROM unnest(
      ${uuids(asked.map(({ userId }) => userId))}, ${ints(asked.map(({ take }) => take))},
      ${asked.map(({ after }) => after?.activityAt.toISOString() ?? null)}::timestamptz[],
      ${uuids(asked.map(({ after }) => after?.id ?? null))}
    ) WITH ORDINALITY AS asked (user_id, take, after_at, after_id, nth)
    CROSS JOIN LATERAL (
      SELECT c.id, c.activity_at FROM participants me JOIN chats c ON c.id = me.chat_id
      WHERE me.user_id = asked.user_id AND c.active
        AND (asked.after_id IS NULL OR (c.activity_at, c.id) < (asked.after_at, asked.after_id)) ${filter}
      ORDER BY c.activity_at DESC, c.id DESC
      LIMIT asked.take
    ) chat
    ORDER BY asked.nth, chat.activity_at DESC, chat.id DESC`;
  const lists = asked.map((): ChatCursor[] => []);
  for (const { nth, ...chat } of rows) lists[nth - 1]?.push(chat);
  return lists;
}

/** Of large chats those people count that are shown: who is in many such chats shall not make a search read all of them. */
function matching(search: string): Prisma.Sql {
  const pattern = containing(search);
  return Prisma.sql`AND (c.name ILIKE ${pattern} OR EXISTS (
    SELECT FROM (SELECT p.user_id FROM participants p WHERE p.chat_id = c.id ORDER BY p.id LIMIT ${limits.wholeRoster}) p
    JOIN users u ON u.id = p.user_id
    WHERE p.user_id <> me.user_id AND u.username ILIKE ${pattern}))`;
}
