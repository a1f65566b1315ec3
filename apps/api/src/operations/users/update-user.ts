import { normalizeKey } from '@besage/auth';
import { isUniqueViolation } from '@besage/db';
import type { Context } from '../../context.js';
import { accessAccount } from '../../permissions/access.js';
import type { UserRow } from '../../present/user.js';
import type { Actor } from '../actor.js';
import { recordAct } from '../admin/record-act.js';
import { loosen, storeImage } from '../images/store-image.js';
import type { Transaction } from '../log/change-chat.js';
import { refuseTaken } from './refuse-taken.js';

export interface UpdateUserInput {
  username?: string | undefined;
  email?: string | undefined;
  /** A new profile image, as it was sent. */
  image?: Buffer | undefined;
}

/**
 * Changes an account: one's own, or anybody's for staff. What is left out stays.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`, `username_taken`, `email_taken`, `invalid_image`, `unavailable`
 */
export async function updateUser(
  ctx: Context,
  actor: Actor,
  userId: string,
  { username, email, image }: UpdateUserInput,
): Promise<UserRow> {
  const user = await accessAccount(ctx, actor, userId);
  const keys = {
    ...(username !== undefined && { usernameKey: normalizeKey(username) }),
    ...(email !== undefined && { emailKey: normalizeKey(email) }),
  };
  const change = async (tx: Transaction, profileImage?: string) => {
    const data = {
      ...(username !== undefined && { username }),
      ...(email !== undefined && { email }),
      ...(profileImage !== undefined && { profileImage }),
    };
    if (user.id !== actor.userId) {
      await recordAct(tx, actor, { action: 'user.changed', target: user.id, data: { fields: Object.keys(data) } });
    }
    return tx.user.update({ where: { id: user.id }, data: { ...data, ...keys } });
  };
  await refuseTaken(ctx, keys, user.id);
  try {
    if (!image) return await ctx.db.$transaction((tx) => change(tx));
    return await storeImage(ctx, `profile/${user.id}`, image, async (tx, { key }) => {
      await loosenImage(tx, user.id);
      return change(tx, key);
    });
  } catch (error) {
    if (isUniqueViolation(error)) await refuseTaken(ctx, keys, user.id);
    throw error;
  }
}

/** The row is locked: of two changes at once, each lets go of another image. */
async function loosenImage(tx: Transaction, userId: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ key: string | null }[]>`
    SELECT profile_image AS key FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  if (user?.key) await loosen(tx, [user.key]);
}
