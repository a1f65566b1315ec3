import type { MessageStatus } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { uuids } from '../sql.js';

/**
 * Loads the statuses of messages that have no receiver in their chat any more: what they had when the last ones left.
 *
 * @returns by message id; a message that never had a receiver is missing
 */
export async function loadFinalStatuses(db: Queries, messageIds: string[]): Promise<Map<string, MessageStatus>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: string; status: MessageStatus }[]>`
    SELECT m.id, CASE WHEN min(d.read_seq) >= m.seq THEN 'read' WHEN min(d.delivered_seq) >= m.seq THEN 'delivered'
      ELSE 'sent' END AS status
    FROM messages m
    JOIN LATERAL (
      SELECT d.left_seq FROM departures d
      WHERE d.chat_id = m.chat_id AND d.left_seq > m.seq AND d.joined_seq < m.seq AND d.user_id <> m.sender_id
      ORDER BY d.left_seq DESC LIMIT 1
    ) last ON true
    JOIN departures d ON d.chat_id = m.chat_id AND d.left_seq = last.left_seq AND d.joined_seq < m.seq
      AND d.user_id <> m.sender_id
    WHERE m.id = ANY (${uuids(messageIds)})
    GROUP BY m.id`;
  return new Map(rows.map(({ id, status }) => [id, status]));
}
