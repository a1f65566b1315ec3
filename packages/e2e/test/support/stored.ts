import pg from 'pg';
import { expect } from 'vitest';
import type { ChatSocket } from './chat-socket.js';
import type { Address } from '../../src/address.js';

export interface StoredMessage {
  id: string;
  seq: number;
  sender_id: string;
  client_id: string;
  content: string;
}

/** What PostgreSQL has of a chat, by `seq`. */
export function storedMessages(postgres: Address, chatId: string): Promise<StoredMessage[]> {
  return query(
    postgres,
    'SELECT id, seq, sender_id, client_id, content FROM messages WHERE chat_id = $1 ORDER BY seq',
    [chatId],
  );
}

/** How many rows each table has that people fill. */
export function rowCounts(postgres: Address): Promise<{ name: string; rows: string }[]> {
  const tables = ['users', 'sessions', 'chats', 'participants', 'messages', 'log_entries'];
  const counts = tables.map((table) => `SELECT '${table}' AS name, count(*) AS rows FROM ${table}`);
  return query(postgres, counts.join(' UNION ALL '));
}

/** Puts so many people into the database who never do anything, and gives their ids: accounts cost time. */
export async function insertPeople(postgres: Address, count: number, name: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    postgres,
    `INSERT INTO users (id, username, username_key, email, email_key, password_hash, updated_at)
     SELECT uuidv7(), name, name, name, name, 'none', now()
     FROM generate_series(1, $1) n, LATERAL (SELECT $2 || '-' || n AS name) named RETURNING id`,
    [count, name],
  );
  return rows.map(({ id }) => id);
}

async function query<Row extends pg.QueryResultRow>(
  postgres: Address,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

/** Every socket saw every stored message, once, in the order of `seq`; and `seq` has no gaps. */
export async function expectAllDelivered(
  sockets: ChatSocket[],
  stored: StoredMessage[],
  timeout = 10_000,
): Promise<void> {
  const first = stored[0]?.seq ?? 0;
  const seqs = stored.map(({ seq }) => seq);
  expect(seqs).toEqual(stored.map((_, i) => first + i));
  for (const socket of sockets) {
    await expect.poll(() => socket.seqs.length, { timeout }).toBeGreaterThanOrEqual(stored.length);
    expect(socket.messages.map(({ id, seq }) => ({ id, seq }))).toEqual(stored.map(({ id, seq }) => ({ id, seq })));
  }
}
