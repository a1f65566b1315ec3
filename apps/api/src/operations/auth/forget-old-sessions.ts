import type { Transaction } from '../log/change-chat.js';

/** Milliseconds for which a session that is over is kept: long enough to look into what happened. */
const KEPT = 30 * 24 * 3_600_000;

/** Removes the sessions of a person that were over long ago, so that they do not grow in number with every login. */
export async function forgetOldSessions(tx: Pick<Transaction, 'session'>, userId: string): Promise<void> {
  const longAgo = new Date(Date.now() - KEPT);
  await tx.session.deleteMany({
    where: { userId, OR: [{ endedAt: { lt: longAgo } }, { expiresAt: { lt: longAgo } }] },
  });
}
