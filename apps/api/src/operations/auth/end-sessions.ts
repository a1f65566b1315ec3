import type { Context } from '../../context.js';
import type { Transaction } from '../log/change-chat.js';

/**
 * Ends sessions of a person: their tokens are worth nothing any more and their sockets are closed.
 *
 * @param sessionIds which of them; `null` for all
 * @returns whether any had not ended yet
 */
export async function endSessions(ctx: Context, userId: string, sessionIds: string[] | null): Promise<boolean> {
  const someEnded = await markEnded(ctx.db, userId, sessionIds);
  if (someEnded) tellEnded(ctx, userId, sessionIds);
  return someEnded;
}

/** The first half, for a transaction; {@link tellEnded} belongs after its commit. Gives whether any had not ended yet. */
export async function markEnded(
  db: Pick<Transaction, 'session'>,
  userId: string,
  sessionIds: string[] | null,
): Promise<boolean> {
  const { count } = await db.session.updateMany({
    where: { userId, endedAt: null, ...(sessionIds && { id: { in: sessionIds } }) },
    data: { endedAt: new Date(), address: null, userAgent: null },
  });
  return count > 0;
}

/** The second half: closes the sockets of sessions that have ended. */
export function tellEnded(ctx: Pick<Context, 'publish'>, userId: string, sessionIds: string[] | null): void {
  ctx.publish({ type: 'session.ended', user_id: userId, session_ids: sessionIds });
}
