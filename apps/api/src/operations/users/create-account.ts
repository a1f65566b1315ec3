import { hashPassword, normalizeKey } from '@besage/auth';
import { isUniqueViolation } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import { refuseTaken } from './refuse-taken.js';

export interface CreateAccountInput {
  username: string;
  email: string;
  password: string;
}

/**
 * Creates an account.
 *
 * @param from who asks, as far as that is known: they share the line of those whose passwords are hashed
 * @throws ServiceError `username_taken`, `email_taken`
 */
export async function createAccount(
  ctx: Pick<Context, 'db'>,
  { username, email, password }: CreateAccountInput,
  from?: string,
): Promise<UserRow> {
  const keys = { usernameKey: normalizeKey(username), emailKey: normalizeKey(email) };
  await refuseTaken(ctx, keys);
  try {
    const passwordHash = await hashPassword(password, from);
    return await ctx.db.user.create({ data: { id: uuidv7(), username, email, passwordHash, ...keys } });
  } catch (error) {
    // Somebody else was faster: say which of the two it was.
    if (isUniqueViolation(error)) await refuseTaken(ctx, keys);
    throw error;
  }
}
