import type { Context } from '../../context.js';

/**
 * Ends sessions of a person: their tokens are worth nothing any more and their sockets are closed.
 *
 * @param sessionIds which of them; `null` for all
 */
export async function endSessions(ctx: Context, userId: string, sessionIds: string[] | null): Promise<void> {
  const { count } = await ctx.db.session.updateMany({
    where: { userId, endedAt: null, ...(sessionIds && { id: { in: sessionIds } }) },
    data: { endedAt: new Date() },
  });
  if (count > 0) ctx.publish({ type: 'session.ended', user_id: userId, session_ids: sessionIds });
}
