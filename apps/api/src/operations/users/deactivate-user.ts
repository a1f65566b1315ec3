import type { Context } from '../../context.js';
import { accessAccount } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { endSessions } from '../auth/end-sessions.js';

/**
 * Deactivates an account: one's own, or anybody's for staff. All its sessions end; what it said stays.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`
 */
export async function deactivateUser(ctx: Context, actor: Actor, userId: string): Promise<void> {
  const user = await accessAccount(ctx, actor, userId);
  await ctx.db.user.update({ where: { id: user.id }, data: { active: false } });
  await endSessions(ctx, user.id, null);
}
