import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import type { PasswordOwner } from './judge-password.js';

interface ConfirmedAccount extends PasswordOwner {
  passwordHash: string;
}

/**
 * Lets pass who knows the password of their own account: a session that somebody else has got hold of is not enough to
 * take an account over.
 *
 * @returns the account; who changes it does so only while its hash is still the one that fitted
 * @throws ServiceError `wrong_password`, `rate_limited`
 */
export async function confirmPassword(ctx: Context, { userId }: Actor, password: string): Promise<ConfirmedAccount> {
  const guess = await ctx.limits.passwords.begin({ name: userId });
  const account = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } });
  if (!(await ctx.verifyPassword(account.passwordHash, password, userId))) throw new ServiceError('wrong_password');
  await guess.succeeded();
  return account;
}
