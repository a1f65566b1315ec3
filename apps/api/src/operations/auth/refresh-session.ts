import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import { endSessions } from './end-sessions.js';
import { rowOf, type Device } from './device.js';
import { signAccess, type TokenPair } from './start-session.js';

/**
 * Exchanges a refresh token for a new pair. A token that was exchanged before is in two hands, so its whole session ends.
 *
 * @throws ServiceError `invalid_refresh_token`
 */
export async function refreshSession(ctx: Context, refresh: string, device: Device): Promise<TokenPair> {
  const { sessionId, userId, hash } = ctx.tokens.verifyRefresh(refresh);
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!user?.active) throw new ServiceError('invalid_refresh_token');
  const next = ctx.tokens.signRefresh({ sessionId, userId });
  const { count } = await ctx.db.session.updateMany({
    where: { id: sessionId, userId, refreshHash: new Uint8Array(hash), endedAt: null },
    data: {
      refreshHash: new Uint8Array(next.hash),
      refreshedAt: new Date(),
      expiresAt: next.expiresAt,
      ...rowOf(device),
    },
  });
  if (count === 0) {
    await endSessions(ctx, userId, [sessionId]);
    throw new ServiceError('invalid_refresh_token');
  }
  return { access: signAccess(ctx, user, sessionId), refresh: next.token };
}
