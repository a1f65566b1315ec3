import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

/**
 * Lets pass who knows the password of their own account: a session that somebody else has got hold of is not enough to
 * take an account over.
 *
 * @returns the hash that it fits; who changes the account does so only while this is still its hash
 * @throws ServiceError `wrong_password`
 */
export async function confirmPassword(ctx: Context, { userId }: Actor, password: string): Promise<string> {
  const { passwordHash } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } });
  if (!(await ctx.verifyPassword(passwordHash, password, userId))) throw new ServiceError('wrong_password');
  return passwordHash;
}
