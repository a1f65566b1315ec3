import type { Db } from '@besage/db';
import type { Cast, RoleName } from './cast.js';

/** How much there is. */
export interface Size {
  messages: number;
  chats: number;
}

/** Others than those who are measured. */
const PEOPLE = 20_000;
/** Rows of one statement. */
const CHUNK = 250_000;
const MANY = 2_000;
const FEW = 10;
/** People of the long chat beside those who are measured. */
const LONG_PEOPLE = 10;
const CROWDS: [RoleName, number][] = [
  ['of10', 10],
  ['of100', 100],
  ['of2000', 2_000],
];
const CROWD_MESSAGES = 100;

const numbered = (kind: number, n: number) => `00000000-0000-700${kind}-8000-${n.toString(16).padStart(12, '0')}`;

/** The chat that gets half of all messages. */
export const longChat = numbered(1, 0);
/** One of the small ones, from 1 on. */
export const smallChat = (n: number): string => numbered(1, n);
/** Somebody who sends in that one. */
export const senderOf = (n: number): string => numbered(0, n % PEOPLE);
export const crowdChat = (index: number): string => numbered(2, index);

/**
 * Makes the people, the long chat, and three chats of 10, 100 and 2,000 with a hundred messages each. Ids are numbered, so
 * that later statements need not look for them.
 */
export async function fillBase(db: Db, cast: Cast): Promise<void> {
  await db.$executeRawUnsafe(`
    CREATE FUNCTION numbered(kind int, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql
    RETURN format('00000000-0000-700%s-8000-%s', kind, lpad(to_hex(n), 12, '0'))::uuid`);
  await db.$executeRawUnsafe(`
    INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
    SELECT numbered(0, n), n, n, n, n, '', now() FROM generate_series(0, ${PEOPLE - 1}) n`);
  const inLong = [cast.few, cast.many, cast.read, cast.unread1k, cast.unread100k].map(({ id }) => id);
  await makeChat(db, longChat, LONG_PEOPLE, inLong);
  for (const [index, [role, people]] of CROWDS.entries()) {
    await makeChat(db, crowdChat(index), people - 1, [cast[role].id]);
    await say(
      db,
      `SELECT n, numbered(2, ${index}) AS chat_id, numbered(0, n % 5) AS sender_id
      FROM generate_series(1, ${CROWD_MESSAGES}) n`,
    );
  }
}

async function makeChat(db: Db, chatId: string, people: number, also: string[]): Promise<void> {
  await db.$executeRawUnsafe(`
    INSERT INTO chats (id, kind, name, last_seq, roster_seq, participant_count)
    VALUES ('${chatId}', 'group', 'chat', 1, 1, ${people + also.length})`);
  await db.$executeRawUnsafe(`
    INSERT INTO participants (id, chat_id, user_id, joined_seq, delivered_seq, read_seq)
    SELECT uuidv7(), '${chatId}', id, 1, 1, 1
    FROM (SELECT numbered(0, n) FROM generate_series(0, ${people - 1}) n UNION ALL SELECT unnest('{${also.join()}}'::uuid[])) p (id)`);
}

/** Grows what is there to a size; what lies in between is spread over all chats as time would have. */
export async function growTo(db: Db, cast: Cast, from: Size, to: Size): Promise<void> {
  await addChats(db, cast, from.chats, to.chats);
  await quietly(db, async () => {
    for (let start = from.messages; start < to.messages; start += CHUNK) {
      const end = Math.min(start + CHUNK, to.messages) - 1;
      await say(
        db,
        `SELECT n, numbered(1, chat) AS chat_id,
          numbered(0, CASE WHEN chat = 0 THEN n / 2 % ${LONG_PEOPLE} WHEN n % 4 = 1 THEN chat % ${PEOPLE} ELSE (chat * 31 + 7) % ${PEOPLE} END) AS sender_id
        FROM (
          SELECT n, CASE WHEN n % 2 = 0 THEN 0 ELSE 1 + n / 2 * 7919::bigint % ${to.chats - 1} END AS chat
          FROM generate_series(${start}, ${end}) n
        ) spread`,
      );
    }
  });
  await db.$executeRawUnsafe(`
    UPDATE participants p SET delivered_seq = c.last_seq, read_seq = greatest(c.last_seq - 5, 1)
    FROM chats c WHERE c.id = p.chat_id AND p.delivered_seq < c.last_seq`);
  await leaveUnread(db, cast.read, 0);
  await leaveUnread(db, cast.unread1k, 1_000);
  await leaveUnread(db, cast.unread100k, 100_000);
  await db.$executeRawUnsafe('VACUUM ANALYZE');
  await db.$executeRawUnsafe('CHECKPOINT');
}

async function addChats(db: Db, cast: Cast, from: number, to: number): Promise<void> {
  const first = Math.max(from, 1);
  await db.$executeRawUnsafe(`
    INSERT INTO chats (id, kind, name, last_seq, roster_seq, participant_count)
    SELECT numbered(1, n), 'group', 'chat ' || n, 1, 1, 2 + (n < ${MANY})::int + (n < ${FEW})::int
    FROM generate_series(${first}, ${to - 1}) n`);
  await db.$executeRawUnsafe(`
    INSERT INTO participants (id, chat_id, user_id, joined_seq, delivered_seq, read_seq)
    SELECT uuidv7(), numbered(1, n), person, 1, 1, 1
    FROM generate_series(${first}, ${to - 1}) n, LATERAL (
      VALUES (numbered(0, n % ${PEOPLE})), (numbered(0, (n * 31 + 7) % ${PEOPLE})),
        (CASE WHEN n < ${MANY} THEN '${cast.many.id}'::uuid END), (CASE WHEN n < ${FEW} THEN '${cast.few.id}'::uuid END)
    ) who (person)
    WHERE person IS NOT NULL`);
}

/** Sends messages: `rows` gives `n` for their order, `chat_id` and `sender_id`. */
async function say(db: Db, rows: string): Promise<void> {
  await db.$executeRawUnsafe(`
    WITH said AS MATERIALIZED (
      SELECT r.n, uuidv7() AS id, timestamptz '2026-01-01 UTC' + r.n * interval '1 s' AS at, r.chat_id, r.sender_id,
        (c.last_seq + row_number() OVER (PARTITION BY r.chat_id ORDER BY r.n))::int AS seq
      FROM (${rows}) r JOIN chats c ON c.id = r.chat_id
    ),
    stored AS (
      INSERT INTO messages (id, chat_id, seq, sender_id, client_id, content, sent_at)
      SELECT id, chat_id, seq, sender_id, id, repeat('words ', 6), at FROM said ORDER BY n
    ),
    logged AS (
      INSERT INTO log_entries (chat_id, seq, type, actor_id, subject, at)
      SELECT chat_id, seq, 'message.created', sender_id, id, at FROM said ORDER BY n
    )
    UPDATE chats c SET last_seq = s.last_seq, activity_at = clock_timestamp()
    FROM (SELECT chat_id, max(seq) AS last_seq FROM said GROUP BY chat_id) s
    WHERE c.id = s.chat_id`);
}

/** Works without the checks of foreign keys, which would take most of the time; milestones are laid all the same. */
async function quietly(db: Db, work: () => Promise<void>): Promise<void> {
  const all = ['messages', 'log_entries'];
  for (const table of all) await db.$executeRawUnsafe(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  await db.$executeRawUnsafe('ALTER TABLE log_entries ENABLE TRIGGER log_entries_milestone');
  await work();
  for (const table of all) await db.$executeRawUnsafe(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
}

async function leaveUnread(db: Db, { id }: { id: string }, count: number): Promise<void> {
  await db.$executeRawUnsafe(`
    UPDATE participants p SET read_seq = greatest(c.last_seq - ${count}, 1)
    FROM chats c WHERE c.id = p.chat_id AND p.chat_id = '${longChat}' AND p.user_id = '${id}'`);
}
