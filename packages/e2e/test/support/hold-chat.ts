import pg from 'pg';
import { expect } from 'vitest';
import type { Address } from '../../src/address.js';

export interface HeldChat {
  /** Resolves when so many api copies wait to append to it. */
  waiting: (copies: number) => Promise<void>;
  release: () => Promise<void>;
}

/** Keeps PostgreSQL from changing a chat, until it is released. */
export async function holdChat(postgres: Address, chatId: string): Promise<HeldChat> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM chats WHERE id = $1 FOR UPDATE', [chatId]);
  const countWaiting = async () => {
    await client.query('SELECT pg_stat_clear_snapshot()'); // a transaction sees the first answer for ever
    const waiting = await client.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'besage-api-append' AND wait_event_type = 'Lock'",
    );
    return waiting.rowCount;
  };
  return {
    waiting: (copies) => expect.poll(countWaiting).toBe(copies),
    release: () => client.end(),
  };
}
