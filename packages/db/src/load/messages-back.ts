import type { Queries } from '../create-db.js';

/** Messages that are passed over one by one; for more, milestones say where to begin. */
const FEW = 512;

/**
 * Finds messages a number of messages back from the newest of a chat. However far that is, no more is read than what lies
 * behind its last milestone, and what lies between the milestone before the place and the place.
 *
 * @param skip messages that are passed over, from the newest on
 * @param take messages at the most
 * @returns their ids, newest first
 */
export async function messagesBack(db: Queries, chatId: string, skip: number, take: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH newest AS MATERIALIZED (
      SELECT l.messages + (SELECT count(*) FROM messages m WHERE m.chat_id = ${chatId}::uuid AND m.seq > l.seq) AS messages
      FROM (
        SELECT seq, messages FROM milestones WHERE chat_id = ${chatId}::uuid ORDER BY seq DESC LIMIT 1
      ) l
      WHERE ${skip}::int > ${FEW}::int
    ),
    start AS MATERIALIZED (
      SELECT s.seq, ${skip}::int - (newest.messages - s.messages) AS skip
      FROM newest, LATERAL (
        SELECT seq, messages FROM milestones
        WHERE chat_id = ${chatId}::uuid AND messages >= newest.messages - ${skip}::int ORDER BY messages LIMIT 1
      ) s
    )
    SELECT m.id FROM messages m
    WHERE m.chat_id = ${chatId}::uuid AND m.seq <= coalesce((SELECT seq FROM start), 2147483647)
    ORDER BY m.seq DESC
    LIMIT ${take}::int OFFSET coalesce((SELECT skip FROM start), ${skip}::int)`;
  return rows.map(({ id }) => id);
}
