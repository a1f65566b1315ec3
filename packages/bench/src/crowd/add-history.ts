import type { Db } from '@besage/db';

/** How many of the newest messages nobody has read. */
const UNREAD = 10;
/** Of one statement, for the sake of memory. */
const AT_ONCE = 50_000;

/**
 * Gives new chats a history, past the api: so many messages in all, the same number in each, sent by its people in turn,
 * and read by everybody but for the newest.
 */
export async function addHistory(db: Db, chatIds: string[], messages: number): Promise<void> {
  const each = Math.ceil(messages / chatIds.length);
  const chatsAtOnce = Math.max(1, Math.floor(AT_ONCE / each));
  for (let from = 0; from < chatIds.length; from += chatsAtOnce) {
    const chats = chatIds.slice(from, from + chatsAtOnce);
    for (let first = 1; first <= each; first += AT_ONCE) {
      await addMessages(db, chats, first, Math.min(each, first + AT_ONCE - 1));
    }
  }
  await db.$executeRaw`UPDATE chats SET last_seq = 1 + ${each}, activity_at = now() WHERE id = ANY (${chatIds}::uuid[])`;
  await db.$executeRaw`
    UPDATE participants SET delivered_seq = 1 + ${each}, read_seq = greatest(1, 1 + ${each} - ${UNREAD})
    WHERE chat_id = ANY (${chatIds}::uuid[])`;
}

/** The messages from `first` to `last` of each chat; the entry before the first is that the chat was made. */
async function addMessages(db: Db, chatIds: string[], first: number, last: number): Promise<void> {
  await db.$executeRaw`
    WITH people AS MATERIALIZED (
      SELECT chat_id, array_agg(user_id ORDER BY id) AS ids FROM participants
      WHERE chat_id = ANY (${chatIds}::uuid[]) GROUP BY chat_id
    ),
    written AS (
      INSERT INTO messages (id, chat_id, seq, sender_id, client_id, content)
      SELECT uuidv7(), chat_id, 1 + n, ids[1 + n % cardinality(ids)], gen_random_uuid()::text,
        'message ' || n || ' of the history, as people write them'
      FROM generate_series(${first}::int, ${last}::int) n, people
      RETURNING id, chat_id, seq, sender_id, sent_at
    )
    INSERT INTO log_entries (chat_id, seq, type, actor_id, subject, at)
    SELECT chat_id, seq, 'message.created', sender_id, id, sent_at FROM written`;
}
