import type { Db } from '@besage/db';

/** The large chat, somebody in it, and a chat of others. */
export const large = {
  chat: '00000000-0000-7001-8000-000000000000',
  person: '00000000-0000-7000-8000-000000000001',
  /** Of 5,000 people, and with 100 messages. */
  crowd: '00000000-0000-7001-8000-00000000ea61',
  otherChat: '00000000-0000-7001-8000-000000000001',
};

/**
 * Fills a database with 20,000 people, 60,000 small chats, one of sixty, and 60,000 messages, half of them in that one: so
 * that the planner has something to decide. The person given is in the large chat and 20 others.
 */
export async function fillDatabase(db: Db, personId: string): Promise<void> {
  for (const statement of statements(personId)) await db.$executeRawUnsafe(statement);
}

const statements = (personId: string) => [
  `CREATE FUNCTION numbered(kind int, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
   RETURN format('00000000-0000-700%s-8000-%s', kind, lpad(to_hex(n), 12, '0'))::uuid`,

  `INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
   SELECT numbered(0, n), n, n, n, n, 'nobody knows', now() FROM generate_series(0, 19999) n`,
  `INSERT INTO sessions (id, user_id, refresh_hash, expires_at)
   SELECT uuidv7(), id, '', now() + interval '30 days' FROM users`,

  `INSERT INTO chats (id, kind, name, last_seq, roster_seq, participant_count, activity_at)
   SELECT numbered(1, n), 'group', 'chat ' || n, last_seq, 1, people, now() - n * interval '1 hour'
   FROM generate_series(0, 60001) n, LATERAL (
     SELECT CASE WHEN n = 0 THEN 60 WHEN n = 60001 THEN 5000 WHEN n <= 2000 THEN 3 ELSE 1 END AS people,
       CASE WHEN n = 0 THEN 30001 WHEN n = 60001 THEN 101 WHEN n <= 1000 THEN 31 ELSE 1 END AS last_seq
   ) size`,
  `INSERT INTO participants (id, chat_id, user_id, joined_seq, delivered_seq, read_seq)
   SELECT uuidv7(), numbered(1, n), CASE WHEN person = 0 AND (n % 3000 = 0 OR n = 60001) THEN '${personId}' ELSE numbered(0, (n + person) % 20000) END,
     1, last_seq, greatest(last_seq - 5, 1)
   FROM generate_series(0, 60001) n
   JOIN chats ON id = numbered(1, n), generate_series(0, participant_count - 1) person`,

  `INSERT INTO messages (id, chat_id, seq, sender_id, client_id, content, sent_at)
   SELECT uuidv7(), numbered(1, n), seq, numbered(0, (n + 1) % 20000), n || ' ' || seq, repeat('words ', 10), now() - interval '1 day'
   FROM generate_series(0, 60001) n JOIN chats ON id = numbered(1, n), generate_series(2, last_seq) seq`,
  `INSERT INTO log_entries (chat_id, seq, type, actor_id, subject, at)
   SELECT chat_id, seq, 'message.created', sender_id, id, sent_at FROM messages`,
  // As if there were more long chats, so that these tables are worth an index.
  `INSERT INTO milestones (chat_id, seq, messages)
   SELECT numbered(1, n), seq, seq FROM generate_series(1, 2000) n, generate_series(256, 2560, 256) seq`,
  `INSERT INTO sender_milestones (chat_id, user_id, seq, messages)
   SELECT chat_id, numbered(0, seq % 2), seq, messages FROM milestones WHERE chat_id <> numbered(1, 0)`,

  `INSERT INTO reactions (id, message_id, user_id, type) SELECT uuidv7(), id, sender_id, 'like' FROM messages WHERE seq % 2 = 0`,
  `INSERT INTO mentions (message_id, user_id) SELECT id, sender_id FROM messages WHERE seq % 2 = 0`,
  `INSERT INTO attachments (id, uploader_id, message_id, key, content_type, bytes, width, height)
   SELECT uuidv7(), sender_id, id, id, 'image/png', 1, 1, 1 FROM messages WHERE seq % 2 = 0`,

  'VACUUM ANALYZE',
];
