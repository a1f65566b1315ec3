import { hashPassword } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { confirmPassword } from './confirm-password.js';
import { markEnded, tellEnded } from './end-sessions.js';
import { refuseWeak } from './refuse-weak.js';

export interface ChangePasswordInput {
  oldPassword: string;
  newPassword: string;
}

/**
 * Changes one's own password and ends all other sessions: whoever came in by the old one is out.
 *
 * @throws ServiceError `wrong_password`, `weak_password`, `rate_limited`
 */
export async function changePassword(
  ctx: Context,
  actor: Actor,
  { oldPassword, newPassword }: ChangePasswordInput,
): Promise<void> {
  const { userId, sessionId } = actor;
  const { passwordHash, ...owner } = await confirmPassword(ctx, actor, oldPassword);
  await refuseWeak(ctx, newPassword, owner, 'new_password');
  const newHash = await hashPassword(newPassword, userId);
  const ended = await ctx.db.$transaction(async (tx) => {
    // Of two who change it at once, one has the wrong password by now.
    const { count } = await tx.user.updateMany({
      where: { id: userId, passwordHash },
      data: { passwordHash: newHash },
    });
    if (count === 0) throw new ServiceError('wrong_password');
    const others = await tx.session.findMany({
      where: { userId, endedAt: null, id: { not: sessionId } },
      select: { id: true },
    });
    const ids = others.map(({ id }) => id);
    await markEnded(tx, userId, ids);
    return ids;
  });
  if (ended.length > 0) tellEnded(ctx, userId, ended);
}
