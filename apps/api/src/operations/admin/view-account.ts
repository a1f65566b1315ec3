import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { AccountRow } from '../../present/account.js';

/**
 * Any account, a deactivated one too.
 *
 * @throws ServiceError `user_not_found`
 */
export async function viewAccount(ctx: Context, userId: string): Promise<AccountRow> {
  const account = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!account) throw new ServiceError('user_not_found');
  return account;
}
