import { Prisma, uuids } from '@besage/db';
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

/**
 * The first half, for a transaction; {@link tellEnded} belongs after its commit. Gives whether any had not ended yet.
 * The time is PostgreSQL's: by it gateways ask what has ended since they asked last.
 */
export async function markEnded(
  db: Pick<Transaction, '$executeRaw'>,
  userId: string,
  sessionIds: string[] | null,
): Promise<boolean> {
  const which = sessionIds ? Prisma.sql`AND id = ANY (${uuids(sessionIds)})` : Prisma.empty;
  const ended = await db.$executeRaw`
    UPDATE sessions SET ended_at = now(), address = NULL, user_agent = NULL
    WHERE user_id = ${userId}::uuid AND ended_at IS NULL ${which}`;
  return ended > 0;
}

/** The second half: closes the sockets of sessions that have ended. */
export function tellEnded(ctx: Pick<Context, 'publish'>, userId: string, sessionIds: string[] | null): void {
  ctx.publish({ type: 'session.ended', user_id: userId, session_ids: sessionIds });
}
