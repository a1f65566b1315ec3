import type { StatusCounts } from '@besage/contracts';
import type { Queries } from '../create-db.js';
import { uuids } from '../sql.js';

/**
 * Counts how many receivers have reached what of each message, for chats that are too large to name them. The people of
 * a chat are looked at once, not once for each message, in three steps:
 *
 * 1. **Pointers** of everybody in the chats, and those of the senders once more, to be taken off their own messages.
 * 2. **Reached**: how many of the wanted messages of the chat a pointer has behind it (`width_bucket`), and how many
 *    people have the same number.
 * 3. A message at the third place has reached those who have three or more behind them.
 *
 * @param messageIds of any chats
 * @returns by message id; a message without receivers may be missing
 */
export async function loadStatusCounts(db: Queries, messageIds: string[]): Promise<Map<string, StatusCounts>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db.$queryRaw<({ id: string } & StatusCounts)[]>`
    WITH wanted AS MATERIALIZED (
      SELECT m.id, m.chat_id, m.sender_id, m.seq, row_number() OVER (PARTITION BY m.chat_id ORDER BY m.seq) AS place
      FROM messages m WHERE m.id = ANY (${uuids(messageIds)})
    ),
    chat AS MATERIALIZED (
      SELECT w.chat_id, array_agg(w.seq ORDER BY w.seq) AS seqs FROM wanted w GROUP BY w.chat_id
    ),
    pointers AS (
      SELECT p.chat_id, NULL::uuid AS sender_id, p.joined_seq, p.delivered_seq, p.read_seq, 1 AS people
      FROM chat JOIN participants p ON p.chat_id = chat.chat_id
      UNION ALL
      SELECT p.chat_id, p.user_id, p.joined_seq, p.delivered_seq, p.read_seq, -1
      FROM (SELECT DISTINCT w.chat_id, w.sender_id FROM wanted w) sender
      JOIN participants p ON p.chat_id = sender.chat_id AND p.user_id = sender.sender_id
    ),
    reached AS MATERIALIZED (
      SELECT p.chat_id, p.sender_id, width_bucket(p.joined_seq, chat.seqs) AS joined,
        width_bucket(p.delivered_seq, chat.seqs) AS delivered, width_bucket(p.read_seq, chat.seqs) AS read,
        sum(p.people) AS people
      FROM pointers p JOIN chat ON chat.chat_id = p.chat_id
      GROUP BY 1, 2, 3, 4, 5
    )
    SELECT w.id,
      coalesce(sum(r.people) FILTER (WHERE r.delivered < w.place), 0)::int AS sent,
      coalesce(sum(r.people) FILTER (WHERE r.delivered >= w.place AND r.read < w.place), 0)::int AS delivered,
      coalesce(sum(r.people) FILTER (WHERE r.read >= w.place), 0)::int AS read
    FROM wanted w
    JOIN reached r ON r.chat_id = w.chat_id AND r.joined < w.place AND (r.sender_id = w.sender_id OR r.sender_id IS NULL)
    GROUP BY w.id`;
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
