import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { markEnded, tellEnded } from '../auth/end-sessions.js';
import { recordAct } from './record-act.js';
import { viewAccount } from './view-account.js';

/**
 * Logs somebody out: everywhere, or out of one session.
 *
 * @throws ServiceError `user_not_found`, `session_not_found`
 */
export async function endSessionsOf(ctx: Context, actor: Actor, userId: string, sessionId?: string): Promise<void> {
  await viewAccount(ctx, userId);
  const sessionIds = sessionId === undefined ? null : [sessionId];
  const someEnded = await ctx.db.$transaction(async (tx) => {
    const ended = await markEnded(tx, userId, sessionIds);
    if (!ended && sessionIds) throw new ServiceError('session_not_found');
    const data = { session_ids: sessionIds };
    if (ended) await recordAct(tx, actor, { action: 'sessions.ended', target: userId, data });
    return ended;
  });
  if (someEnded) tellEnded(ctx, userId, sessionIds);
}
