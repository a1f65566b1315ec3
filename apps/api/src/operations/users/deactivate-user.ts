import type { Context } from '../../context.js';
import { accessAccount } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { changeAccount } from '../admin/change-account.js';

/**
 * Deactivates an account: one's own, or anybody's for staff. All its sessions end; what it said stays.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`, `last_staff`
 */
export async function deactivateUser(ctx: Context, actor: Actor, userId: string): Promise<void> {
  const user = await accessAccount(ctx, actor, userId);
  await changeAccount(ctx, actor, user.id, { active: false });
}
