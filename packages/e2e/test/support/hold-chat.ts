import pg from 'pg';
import { expect } from 'vitest';
import type { Address } from './person.js';

/** Keeps PostgreSQL from changing a chat, until `release` is called. */
export async function holdChat(
  postgres: Address,
  chatId: string,
): Promise<{ waiting: (statements: number) => Promise<void>; release: () => Promise<void> }> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM chats WHERE id = $1 FOR UPDATE', [chatId]);
  const countWaiting = async () => {
    const waiting = await client.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    return waiting.rowCount;
  };
  return {
    /** Resolves when so many statements wait for a lock. */
    waiting: (statements) => expect.poll(countWaiting).toBe(statements),
    release: () => client.end(),
  };
}
