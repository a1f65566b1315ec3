import { hashPassword, normalizeKey } from '@besage/auth';
import { isUniqueViolation } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import { refuseWeak, type PasswordRule } from '../auth/refuse-weak.js';
import { refuseTaken } from './refuse-taken.js';
import { usernameKey } from './username-key.js';

export interface CreateAccountInput {
  username: string;
  email: string;
  password: string;
}

/**
 * Creates an account.
 *
 * @param from who asks, as far as that is known: they share the line of those whose passwords are hashed
 * @throws ServiceError `invalid_input`, `weak_password`, `username_taken`, `email_taken`
 */
export async function createAccount(
  ctx: Pick<Context, 'db'> & PasswordRule,
  { username, email, password }: CreateAccountInput,
  from?: string,
): Promise<UserRow> {
  const keys = { usernameKey: usernameKey(username), emailKey: normalizeKey(email) };
  await refuseWeak(ctx, password, { username, email }, 'password');
  await refuseTaken(ctx, keys);
  try {
    const passwordHash = await hashPassword(password, from);
    return await ctx.db.user.create({ data: { id: newId(), username, email, passwordHash, ...keys } });
  } catch (error) {
    // Somebody else was faster: say which of the two it was.
    if (isUniqueViolation(error)) await refuseTaken(ctx, keys);
    throw error;
  }
}
