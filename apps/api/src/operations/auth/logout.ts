import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { endSessions } from './end-sessions.js';

/**
 * Ends the session of the access token, and that of the refresh token where one is given and it is another of the same
 * person's.
 *
 * @throws ServiceError `invalid_refresh_token` before anything is ended
 */
export async function logout(ctx: Context, actor: Actor, refresh: string | undefined): Promise<void> {
  const sessionIds = [actor.sessionId];
  if (refresh !== undefined) {
    const { sessionId, userId } = ctx.tokens.verifyRefresh(refresh);
    if (userId === actor.userId && sessionId !== actor.sessionId) sessionIds.push(sessionId);
  }
  await endSessions(ctx, actor.userId, sessionIds);
}
