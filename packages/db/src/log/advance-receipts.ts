import type { MessageStatus } from '@besage/contracts';
import type { Db } from '../create-db.js';
import { ints, uuids } from '../sql.js';

/** Somebody got further: everything up to a `seq` has reached them, or was read. */
export interface ReceiptInput {
  chatId: string;
  userId: string;
  deliveredSeq: number;
  readSeq: number;
}

/** Up to the newest entry, whichever that is. */
export const UP_TO_NOW = 2_147_483_647;

export interface AdvancedReceipt {
  chatId: string;
  userId: string;
  username: string;
  deliveredSeq: number;
  readSeq: number;
  deliveredBefore: number;
  readBefore: number;
  /** Whether it moved over messages of others: only then it means anything to anybody. */
  matters: boolean;
}

/**
 * Moves receipts forward, never back and never beyond the log, many in one statement. Who has read has received, too.
 *
 * @param inputs no two with the same chat and person
 * @returns those that moved
 */
export function advanceReceipts(db: Db, inputs: ReceiptInput[]): Promise<AdvancedReceipt[]> {
  return db.$queryRaw<AdvancedReceipt[]>`
    WITH input AS MATERIALIZED (
      SELECT * FROM unnest(
        ${uuids(inputs.map(({ chatId }) => chatId))}, ${uuids(inputs.map(({ userId }) => userId))},
        ${ints(inputs.map(({ deliveredSeq }) => deliveredSeq))}, ${ints(inputs.map(({ readSeq }) => readSeq))}
      ) AS i (chat_id, user_id, delivered_seq, read_seq)
    ),
    -- Locked in the order of their ids, so that two of these never wait for each other in a circle.
    current AS MATERIALIZED (
      SELECT p.id, p.chat_id, p.user_id, p.delivered_seq, p.read_seq
      FROM input i JOIN participants p ON p.chat_id = i.chat_id AND p.user_id = i.user_id
      ORDER BY p.id
      FOR NO KEY UPDATE OF p
    ),
    wanted AS (
      SELECT c.*, greatest(c.read_seq, least(i.read_seq, chat.last_seq)) AS read_now,
        greatest(c.delivered_seq, least(greatest(i.delivered_seq, i.read_seq), chat.last_seq)) AS delivered_now
      FROM current c
      JOIN input i ON i.chat_id = c.chat_id AND i.user_id = c.user_id
      JOIN chats chat ON chat.id = c.chat_id
    ),
    moved AS (
      UPDATE participants p SET
        read_seq = w.read_now, read_at = CASE WHEN w.read_now > w.read_seq THEN now() ELSE p.read_at END,
        delivered_seq = w.delivered_now,
        delivered_at = CASE WHEN w.delivered_now > w.delivered_seq THEN now() ELSE p.delivered_at END
      FROM wanted w
      WHERE p.id = w.id AND (w.read_now > w.read_seq OR w.delivered_now > w.delivered_seq)
      RETURNING w.*
    )
    SELECT m.chat_id AS "chatId", m.user_id AS "userId", u.username, m.delivered_now AS "deliveredSeq",
      m.read_now AS "readSeq", m.delivered_seq AS "deliveredBefore", m.read_seq AS "readBefore",
      EXISTS (
        SELECT FROM messages o
        WHERE o.chat_id = m.chat_id AND o.seq > m.read_seq AND o.seq <= m.delivered_now AND o.sender_id <> m.user_id
      ) AS matters
    FROM moved m JOIN users u ON u.id = m.user_id`;
}

/** A message that receipts were about. */
export interface TouchedMessage {
  chatId: string;
  id: string;
  seq: number;
  senderId: string;
  /** What all receivers have reached. */
  status: MessageStatus;
  /** What they had before these receipts. */
  statusBefore: MessageStatus;
}

/**
 * The newest messages that receipts were about, and what all their receivers have reached, before and after. To be asked
 * after the receipts were committed: of two at once, the one that asks last sees both.
 *
 * @param receipts of any chats
 * @param perChat messages of each chat at the most
 * @param rosterMax chats with more people are left out
 */
export function messagesTouched(
  db: Db,
  receipts: AdvancedReceipt[],
  perChat: number,
  rosterMax: number,
): Promise<TouchedMessage[]> {
  return db.$queryRaw<TouchedMessage[]>`
    WITH moved AS MATERIALIZED (
      SELECT * FROM unnest(
        ${uuids(receipts.map(({ chatId }) => chatId))}, ${uuids(receipts.map(({ userId }) => userId))},
        ${ints(receipts.map(({ deliveredBefore }) => deliveredBefore))},
        ${ints(receipts.map(({ readBefore }) => readBefore))},
        ${ints(receipts.map(({ deliveredSeq }) => deliveredSeq))}
      ) AS r (chat_id, user_id, delivered_before, read_before, upper)
    ),
    span AS (
      SELECT r.chat_id, min(least(r.delivered_before, r.read_before)) AS lower, max(r.upper) AS upper
      FROM moved r GROUP BY r.chat_id
    )
    SELECT span.chat_id AS "chatId", m.id, m.seq, m.sender_id AS "senderId",
      CASE WHEN reached.read_min >= m.seq THEN 'read' WHEN reached.delivered_min >= m.seq THEN 'delivered' ELSE 'sent'
      END AS status,
      CASE WHEN reached.read_before >= m.seq THEN 'read' WHEN reached.delivered_before >= m.seq THEN 'delivered'
        ELSE 'sent' END AS "statusBefore"
    FROM span
    JOIN chats c ON c.id = span.chat_id AND c.participant_count <= ${rosterMax}
    JOIN LATERAL (
      SELECT m.id, m.seq, m.sender_id FROM messages m
      WHERE m.chat_id = span.chat_id AND m.seq > span.lower AND m.seq <= span.upper
      ORDER BY m.seq DESC LIMIT ${perChat}
    ) m ON true
    CROSS JOIN LATERAL (
      SELECT min(p.read_seq) AS read_min, min(p.delivered_seq) AS delivered_min,
        min(coalesce(r.read_before, p.read_seq)) AS read_before,
        min(coalesce(r.delivered_before, p.delivered_seq)) AS delivered_before
      FROM participants p
      LEFT JOIN moved r ON r.chat_id = p.chat_id AND r.user_id = p.user_id
      WHERE p.chat_id = span.chat_id AND p.joined_seq < m.seq AND p.user_id <> m.sender_id
    ) reached
    WHERE reached.read_min IS NOT NULL
    ORDER BY m.seq`;
}
