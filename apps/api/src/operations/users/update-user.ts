import { normalizeKey } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import { isUniqueViolation } from '@besage/db';
import type { Context } from '../../context.js';
import { accessAccount } from '../../permissions/access.js';
import type { UserRow } from '../../present/user.js';
import type { Actor } from '../actor.js';
import { recordAct } from '../admin/record-act.js';
import { confirmPassword } from '../auth/confirm-password.js';
import { loosen, storeImage } from '../images/store-image.js';
import type { Transaction } from '../log/change-chat.js';
import { refuseTaken } from './refuse-taken.js';
import { usernameKey } from './username-key.js';

export interface UpdateUserInput {
  username?: string | undefined;
  email?: string | undefined;
  /** One's own; a change of one's own e-mail address asks for it. */
  password?: string | undefined;
  /** A new profile image, as it was sent. */
  image?: Buffer | undefined;
}

/**
 * Changes an account: one's own, or anybody's for staff. What is left out stays.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`, `password_required`, `wrong_password`, `invalid_input`,
 *   `username_taken`, `email_taken`, `invalid_image`, `unavailable`
 */
export async function updateUser(
  ctx: Context,
  actor: Actor,
  userId: string,
  { username, email, password, image }: UpdateUserInput,
): Promise<UserRow> {
  const user = await accessAccount(ctx, actor, userId);
  const isOwn = user.id === actor.userId;
  const movesOwnEmail = isOwn && email !== undefined && email !== user.email;
  const passwordHash = movesOwnEmail ? await askForPassword(ctx, actor, password) : undefined;
  const keys = {
    ...(username !== undefined && { usernameKey: usernameKey(username) }),
    ...(email !== undefined && { emailKey: normalizeKey(email) }),
  };
  const change = async (tx: Transaction, profileImage?: string) => {
    const data = {
      ...(username !== undefined && { username }),
      ...(email !== undefined && { email }),
      ...(profileImage !== undefined && { profileImage }),
    };
    if (!isOwn) {
      await recordAct(tx, actor, { action: 'user.changed', target: user.id, data: { fields: Object.keys(data) } });
    }
    const where = { id: user.id, ...(passwordHash !== undefined && { passwordHash }) };
    const [updated] = await tx.user.updateManyAndReturn({ where, data: { ...data, ...keys } });
    // The password was changed while it was checked.
    if (!updated) throw new ServiceError('wrong_password');
    return updated;
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

/** Who could change the address of an account could come back to it, whoever is put out. */
async function askForPassword(ctx: Context, actor: Actor, password: string | undefined): Promise<string> {
  if (password !== undefined) return (await confirmPassword(ctx, actor, password)).passwordHash;
  throw new ServiceError('password_required', {
    errors: { password: ['This is required to change the e-mail address.'] },
  });
}

/** The row is locked: of two changes at once, each lets go of another image. */
async function loosenImage(tx: Transaction, userId: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ key: string | null }[]>`
    SELECT profile_image AS key FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  if (user?.key) await loosen(tx, [user.key]);
}
