import pg from 'pg';

/** What PostgreSQL holds of one entry of a log. */
export interface StoredEntry {
  seq: number;
  type: string;
  /** Of entries that are messages. */
  message: { id: string; senderId: string; clientId: string; content: string } | undefined;
}

/** What PostgreSQL holds of one chat. */
export interface StoredChat {
  lastSeq: number;
  /** In the order of `seq`. */
  entries: StoredEntry[];
  /** Messages that no entry of the log is about. */
  messagesWithoutEntry: number;
}

interface Row {
  seq: number;
  type: string;
  id: string | null;
  sender_id: string;
  client_id: string;
  content: string;
}

const ENTRIES = `
  SELECT e.seq, e.type, m.id, m.sender_id, m.client_id, m.content
  FROM log_entries e
  LEFT JOIN messages m ON m.chat_id = e.chat_id AND m.seq = e.seq AND m.id = e.subject AND e.type = 'message.created'
  WHERE e.chat_id = $1
  ORDER BY e.seq`;

const WITHOUT_ENTRY = `
  SELECT count(*)::int AS count
  FROM messages m
  WHERE m.chat_id = $1 AND NOT EXISTS (
    SELECT FROM log_entries e
    WHERE e.chat_id = m.chat_id AND e.seq = m.seq AND e.subject = m.id AND e.type = 'message.created'
  )`;

/** Where a chat's log ends. */
export interface Head {
  lastSeq: number;
  /** The `seq` of the newest message; 0 where there is none. */
  lastMessage: number;
}

const HEADS = `
  SELECT c.id, c.last_seq, coalesce((SELECT max(seq) FROM messages m WHERE m.chat_id = c.id), 0) AS last_message
  FROM chats c
  WHERE c.id = ANY ($1)`;

/** Asks PostgreSQL where these logs end, in the order of the chats. */
export async function readHeads(url: string, chatIds: string[]): Promise<Head[]> {
  const rows = await query<{ id: string; last_seq: number; last_message: number }>(url, HEADS, [chatIds]);
  const heads = new Map(rows.map((row) => [row.id, { lastSeq: row.last_seq, lastMessage: row.last_message }]));
  return chatIds.map((id) => heads.get(id) ?? { lastSeq: 0, lastMessage: 0 });
}

/** Asks PostgreSQL, past all services, what it holds of a chat. */
export async function readStored(url: string, chatId: string): Promise<StoredChat> {
  const chats = await query<{ last_seq: number }>(url, 'SELECT last_seq FROM chats WHERE id = $1', [chatId]);
  const entries = await query<Row>(url, ENTRIES, [chatId]);
  const without = await query<{ count: number }>(url, WITHOUT_ENTRY, [chatId]);
  return {
    lastSeq: chats[0]?.last_seq ?? 0,
    entries: entries.map(storedEntry),
    messagesWithoutEntry: without[0]?.count ?? 0,
  };
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

function storedEntry({ seq, type, id, sender_id, client_id, content }: Row): StoredEntry {
  return {
    seq,
    type,
    message: id === null ? undefined : { id, senderId: sender_id, clientId: client_id, content },
  };
}
