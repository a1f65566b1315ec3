import { Prisma } from '../generated/client.js';
import type { Db } from '../create-db.js';
import type { AttachmentRow } from '../present/message.js';
import { probeSettings } from '../probe-settings.js';

/** A message that somebody wants to send. */
export interface NewMessage {
  id: string;
  chatId: string;
  senderId: string;
  clientId: string;
  content: string;
  replyToId: string | null;
  /** Names that it may mention, as they are compared; those of people in the chat become mentions. */
  mentionKeys: string[];
  /** Images that it carries: uploaded by the sender, not sent before. */
  attachmentIds: string[];
}

/** Somebody in a small chat, as the live message names its receivers. */
export interface RosterEntry {
  id: string;
  user_id: string;
  username: string;
  profile_image: string | null;
}

export interface AppendedMessage {
  outcome: 'new';
  seq: number;
  sentAt: Date;
  senderName: string;
  senderImage: string | null;
  participantCount: number;
  /** Everybody in the chat, the sender too; `null` when they are more than `liveRoster`. */
  roster: RosterEntry[] | null;
  mentions: { id: string; username: string }[];
  attachments: AttachmentRow[];
}

export interface KnownMessage {
  outcome: 'known';
  /** The message that this `client_id` was first sent with. */
  id: string;
}

export interface RefusedMessage {
  outcome: 'chat_not_found' | 'not_a_participant' | 'chat_archived' | 'reply_not_found' | 'attachment_not_found';
}

/** `stale`: who is in the chat changed while the statement waited for its lock. Nothing was stored; append it again. */
export interface StaleMessage {
  outcome: 'stale';
}

export type AppendOutcome = AppendedMessage | KnownMessage | RefusedMessage | StaleMessage;

type Row =
  | {
      outcome: 'new';
      seq: number;
      sent_at: Date;
      username: string;
      profile_image: string | null;
      participant_count: number;
      roster: RosterEntry[] | null;
      mentions: { id: string; username: string }[] | null;
      attachments: AttachmentRow[] | null;
    }
  | { outcome: 'known'; known_id: string }
  | RefusedMessage
  | StaleMessage;

/** {@link probeSettings} for the connection that appends; rows are read one by one, in the order in which they are locked. */
export const appendSettings = { ...probeSettings, enable_bitmapscan: 'off' };

/**
 * Stores a batch of messages in one statement, in four phases:
 *
 * 1. **Lock** the chats in the order of their ids: two batches that share chats wait for each other, never in a circle.
 *    A row that was waited for shows its newest version (`last_seq`, `active`, `roster_seq`). They are held in arrays, in
 *    which a message finds its chat: joined, each message would be compared with each chat. Likewise the attachments
 *    that are carried: each goes with one message, whoever else sends it in the same moment.
 * 2. **Judge** each message by index probes: may this person send here, is its `client_id` known, is what it replies to
 *    in this chat? These probes see the state from before the wait. So where `roster_seq` moved meanwhile, the look at
 *    the membership is `stale` and counts for nothing; and a `client_id` stored meanwhile ends the whole statement with
 *    a unique violation (P2010 with 23505), after which the caller appends the batch again.
 * 3. **Number** the accepted in the order given: dense `seq` after the chat's last; the others get none.
 * 4. **Store** messages, log entries and the chats' new `last_seq`.
 *
 * @param db a client opened with {@link appendSettings}
 * @param messages in the order in which they get their `seq`; no two with the same sender and `clientId`,
 *   nor with the same attachment
 * @param liveRoster up to this many people a chat's `roster` is given
 * @returns an outcome for each message, in the same order
 * @throws what Prisma throws; then nothing of the batch is stored
 */
export async function appendMessages(db: Db, messages: NewMessage[], liveRoster: number): Promise<AppendOutcome[]> {
  const rows = await db.$queryRaw<Row[]>(appendStatement(messages, liveRoster));
  return rows.map(toOutcome);
}

const column = <K extends keyof NewMessage>(messages: NewMessage[], key: K) => messages.map((message) => message[key]);

/** The lists inside the messages as two columns: which message, counted from 1, and what. */
function flatten(lists: string[][]): { ords: number[]; values: string[] } {
  return { ords: lists.flatMap((list, index) => list.map(() => index + 1)), values: lists.flat() };
}

function appendStatement(messages: NewMessage[], liveRoster: number): Prisma.Sql {
  const mentions = flatten(column(messages, 'mentionKeys'));
  const attachments = flatten(column(messages, 'attachmentIds'));
  return Prisma.sql`
    WITH input AS MATERIALIZED (
      SELECT * FROM unnest(
        ${column(messages, 'id')}::uuid[], ${column(messages, 'chatId')}::uuid[], ${column(messages, 'senderId')}::uuid[],
        ${column(messages, 'clientId')}::text[], ${column(messages, 'content')}::text[],
        ${column(messages, 'replyToId')}::uuid[]
      ) WITH ORDINALITY AS i (id, chat_id, sender_id, client_id, content, reply_to_id, ord)
    ),
    named AS MATERIALIZED (
      SELECT * FROM unnest(${mentions.ords}::int[], ${mentions.values}::text[]) AS n (ord, username_key)
    ),
    carried AS MATERIALIZED (
      SELECT * FROM unnest(${attachments.ords}::int[], ${attachments.values}::uuid[]) WITH ORDINALITY
        AS c (ord, attachment_id, position)
    ),
    ${lock}, ${claim}, ${judge}, ${number}, ${store}
    SELECT j.outcome, j.seq, j.at AS sent_at, j.known_id, u.username, u.profile_image, j.participant_count,
      CASE WHEN j.seq IS NOT NULL AND j.participant_count <= ${liveRoster}::int THEN (
        SELECT json_agg(json_build_object(
          'id', p.id, 'user_id', p.user_id, 'username', r.username, 'profile_image', r.profile_image) ORDER BY p.id)
        FROM participants p JOIN users r ON r.id = p.user_id WHERE p.chat_id = j.chat_id
      ) END AS roster,
      (SELECT json_agg(json_build_object('id', n.user_id, 'username', n.username) ORDER BY n.user_id)
        FROM mentioned n WHERE n.message_id = j.id) AS mentions,
      (SELECT json_agg(json_build_object('id', t.id, 'key', t.key, 'contentType', t.content_type, 'bytes', t.bytes,
          'width', t.width, 'height', t.height) ORDER BY t.position)
        FROM attached t WHERE t.message_id = j.id) AS attachments
    FROM numbered j
    LEFT JOIN users u ON u.id = j.sender_id AND j.seq IS NOT NULL
    ORDER BY j.ord`;
}

const lock = Prisma.sql`
    locked AS MATERIALIZED (
      SELECT c.id, c.active, c.last_seq, c.roster_seq, c.participant_count
      FROM chats c WHERE c.id = ANY (ARRAY(SELECT DISTINCT chat_id FROM input))
      ORDER BY c.id
      FOR NO KEY UPDATE
    ),
    held AS MATERIALIZED (
      SELECT array_agg(id) AS ids, array_agg(active) AS active, array_agg(last_seq) AS last_seq,
        array_agg(roster_seq) AS roster_seq, array_agg(participant_count) AS participant_count
      FROM locked
    )`;

const claim = Prisma.sql`
    unsent AS MATERIALIZED (
      SELECT t.id, t.uploader_id FROM attachments t
      WHERE t.id = ANY (ARRAY(SELECT DISTINCT attachment_id FROM carried)) AND t.message_id IS NULL
      ORDER BY t.id
      FOR NO KEY UPDATE
    )`;

const judge = Prisma.sql`
    judged AS MATERIALIZED (
      SELECT i.*, held.last_seq[chat.place], held.participant_count[chat.place], known.id AS known_id,
        CASE
          WHEN known.id IS NOT NULL THEN 'known'
          WHEN chat.place IS NULL THEN 'chat_not_found'
          WHEN held.roster_seq[chat.place] <> seen.roster_seq THEN 'stale'
          WHEN member.id IS NULL THEN 'not_a_participant'
          WHEN NOT held.active[chat.place] THEN 'chat_archived'
          WHEN i.reply_to_id IS NOT NULL AND target.chat_id IS DISTINCT FROM i.chat_id THEN 'reply_not_found'
          WHEN EXISTS (
            SELECT FROM carried c
            LEFT JOIN LATERAL (
              SELECT t.id FROM unsent t WHERE t.id = c.attachment_id AND t.uploader_id = i.sender_id LIMIT 1
            ) free ON true
            WHERE c.ord = i.ord AND free.id IS NULL
          ) THEN 'attachment_not_found'
          ELSE 'new'
        END AS outcome
      FROM input i CROSS JOIN held
      CROSS JOIN LATERAL (SELECT array_position(held.ids, i.chat_id) AS place OFFSET 0) chat
      LEFT JOIN LATERAL (SELECT c.roster_seq FROM chats c WHERE c.id = i.chat_id LIMIT 1) seen ON true
      LEFT JOIN LATERAL (
        SELECT p.id FROM participants p WHERE p.chat_id = i.chat_id AND p.user_id = i.sender_id LIMIT 1
      ) member ON true
      LEFT JOIN LATERAL (
        SELECT m.id FROM messages m WHERE m.sender_id = i.sender_id AND m.client_id = i.client_id LIMIT 1
      ) known ON true
      LEFT JOIN LATERAL (
        SELECT m.chat_id FROM messages m WHERE m.id = i.reply_to_id LIMIT 1
      ) target ON true
    )`;

const number = Prisma.sql`
    numbered AS MATERIALIZED (
      SELECT j.*, t.at, CASE WHEN j.outcome = 'new' THEN
        (j.last_seq + count(*) FILTER (WHERE j.outcome = 'new') OVER (PARTITION BY j.chat_id ORDER BY j.ord))::int
      END AS seq
      FROM judged j, (SELECT date_trunc('milliseconds', clock_timestamp()) AS at OFFSET 0) t
    ),
    accepted AS NOT MATERIALIZED (SELECT * FROM numbered WHERE outcome = 'new')`;

const store = Prisma.sql`
    advanced AS (
      UPDATE chats c SET last_seq = n.last_seq, activity_at = n.at
      FROM (SELECT chat_id, max(seq) AS last_seq, max(at) AS at FROM accepted GROUP BY chat_id) n
      WHERE c.id = n.chat_id
    ),
    stored AS (
      INSERT INTO messages (id, chat_id, seq, sender_id, client_id, content, reply_to_id, sent_at)
      SELECT id, chat_id, seq, sender_id, client_id, content, reply_to_id, at FROM accepted
    ),
    logged AS (
      INSERT INTO log_entries (chat_id, seq, type, actor_id, subject, at)
      SELECT chat_id, seq, 'message.created', sender_id, id, at FROM accepted
    ),
    mentioned AS MATERIALIZED (
      SELECT DISTINCT a.id AS message_id, u.id AS user_id, u.username
      FROM named n
      JOIN accepted a ON a.ord = n.ord
      JOIN LATERAL (SELECT u.id, u.username FROM users u WHERE u.username_key = n.username_key LIMIT 1) u ON true
      JOIN LATERAL (
        SELECT FROM participants p WHERE p.chat_id = a.chat_id AND p.user_id = u.id LIMIT 1
      ) member ON true
    ),
    noted AS (
      INSERT INTO mentions (message_id, user_id) SELECT message_id, user_id FROM mentioned
    ),
    attached AS (
      UPDATE attachments t SET message_id = a.id, position = c.position
      FROM carried c JOIN accepted a ON a.ord = c.ord
      WHERE t.id = c.attachment_id AND t.message_id IS NULL
      RETURNING t.id, t.message_id, t.position, t.key, t.content_type, t.bytes, t.width, t.height
    )`;

function toOutcome(row: Row): AppendOutcome {
  if (row.outcome === 'known') return { outcome: 'known', id: row.known_id };
  if (row.outcome !== 'new') return { outcome: row.outcome };
  return {
    outcome: 'new',
    seq: row.seq,
    sentAt: row.sent_at,
    senderName: row.username,
    senderImage: row.profile_image,
    participantCount: row.participant_count,
    roster: row.roster,
    mentions: row.mentions ?? [],
    attachments: row.attachments ?? [],
  };
}
