import { normalizeKey } from '@besage/auth';
import { isUniqueViolation } from '@besage/db';
import type { Context } from '../../context.js';
import { accessAccount } from '../../permissions/access.js';
import type { UserRow } from '../../present/user.js';
import type { Actor } from '../actor.js';
import { recordAct } from '../admin/record-act.js';
import { refuseTaken } from './refuse-taken.js';

export interface UpdateUserInput {
  username?: string | undefined;
  email?: string | undefined;
}

/**
 * Changes an account: one's own, or anybody's for staff. What is left out stays.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`, `username_taken`, `email_taken`
 */
export async function updateUser(
  ctx: Context,
  actor: Actor,
  userId: string,
  { username, email }: UpdateUserInput,
): Promise<UserRow> {
  const user = await accessAccount(ctx, actor, userId);
  const keys = {
    ...(username !== undefined && { usernameKey: normalizeKey(username) }),
    ...(email !== undefined && { emailKey: normalizeKey(email) }),
  };
  await refuseTaken(ctx, keys, user.id);
  try {
    return await ctx.db.$transaction(async (tx) => {
      const data = { ...(username !== undefined && { username }), ...(email !== undefined && { email }) };
      if (user.id !== actor.userId) {
        await recordAct(tx, actor, { action: 'user.changed', target: user.id, data: { fields: Object.keys(data) } });
      }
      return tx.user.update({ where: { id: user.id }, data: { ...data, ...keys } });
    });
  } catch (error) {
    if (isUniqueViolation(error)) await refuseTaken(ctx, keys, user.id);
    throw error;
  }
}
