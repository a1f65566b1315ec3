import type { Db } from '@besage/db';
import { expect } from 'vitest';

export type Transaction = Parameters<Parameters<Db['$transaction']>[0]>[0];

/** Keeps a chat's row locked while something is done, so that sends to it wait. */
export async function whileHeld(db: Db, chatId: string, act: (tx: Transaction) => Promise<void>): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT FROM chats WHERE id = ${chatId}::uuid FOR UPDATE`;
      await act(tx);
    },
    { timeout: 20_000 },
  );
}

/** Waits until so many statements wait for a lock that somebody else has. */
export async function untilWaiting(db: Db, count: number): Promise<void> {
  const waiting = async () => {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count;
  };
  await expect.poll(waiting).toBe(count);
}
