import type { Queries } from '../create-db.js';
import { Prisma } from '../generated/client.js';

/** A stretch of a chat's log as somebody sees it, in SQL. */
export interface Stretch {
  chatId: Prisma.Sql;
  userId: Prisma.Sql;
  /** The entries behind this `seq` … */
  after: Prisma.Sql;
  /** … up to this one. */
  upTo: Prisma.Sql;
}

/** Entries that are counted one by one; a longer stretch is measured by milestones, which lie 256 entries apart. */
const SHORT = 512;

/**
 * SQL for the number of messages that others have sent in a stretch of a chat's log and that are not deleted. However
 * long it is, no more is read than what lies before its first milestone and behind its last one, and what was deleted
 * between these.
 *
 * @returns an expression in parentheses; 0 where something of the stretch is null
 */
export function saidByOthers({ chatId, userId, after, upTo }: Stretch): Prisma.Sql {
  const counted = (from: Prisma.Sql, to: Prisma.Sql) => Prisma.sql`(
    SELECT count(*) FROM messages m
    WHERE m.chat_id = ${chatId} AND m.seq > ${from} AND m.seq <= ${to} AND m.sender_id <> ${userId} AND m.deleted_at IS NULL
  )`;
  const sentAt = (seq: Prisma.Sql) => Prisma.sql`coalesce((
    SELECT s.messages FROM sender_milestones s
    WHERE s.chat_id = ${chatId} AND s.user_id = ${userId} AND s.seq <= ${seq} ORDER BY s.seq DESC LIMIT 1
  ), 0)`;
  return Prisma.sql`(
    SELECT ${counted(after, Prisma.sql`coalesce(far.first, ${upTo})`)} + CASE WHEN far.first IS NULL THEN 0 ELSE
      far.messages - (${sentAt(Prisma.sql`far.last`)} - ${sentAt(Prisma.sql`far.first`)}) - (
        SELECT count(*) FROM messages m
        WHERE m.chat_id = ${chatId} AND m.seq > far.first AND m.seq <= far.last AND m.sender_id <> ${userId}
          AND m.deleted_at IS NOT NULL
      ) + ${counted(Prisma.sql`far.last`, upTo)}
    END
    FROM (VALUES (1)) AS one
    LEFT JOIN (
      SELECT f.seq AS first, l.seq AS last, l.messages - f.messages AS messages
      FROM (
        SELECT seq, messages FROM milestones WHERE chat_id = ${chatId} AND seq >= ${after} ORDER BY seq LIMIT 1
      ) f, (
        SELECT seq, messages FROM milestones WHERE chat_id = ${chatId} AND seq <= ${upTo} ORDER BY seq DESC LIMIT 1
      ) l
      WHERE ${upTo} - ${after} > ${Prisma.raw(String(SHORT))} AND f.seq < l.seq
    ) far ON true
  )`;
}

/**
 * Counts the messages that others than `userId` have sent in a chat and that are not deleted, see {@link saidByOthers}.
 *
 * @param after the entries behind this `seq` are counted
 * @param upTo the last `seq` that is counted
 */
export async function countSaidByOthers(
  db: Queries,
  { chatId, userId, after, upTo }: { chatId: string; userId: string; after: number; upTo: number },
): Promise<number> {
  const stretch = {
    chatId: Prisma.sql`${chatId}::uuid`,
    userId: Prisma.sql`${userId}::uuid`,
    after: Prisma.sql`${after}::int`,
    upTo: Prisma.sql`${upTo}::int`,
  };
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT ${saidByOthers(stretch)}::int AS count`;
  return row?.count ?? 0;
}
