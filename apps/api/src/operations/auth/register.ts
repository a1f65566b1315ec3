import { hashPassword, normalizeKey } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import { isUniqueViolation } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import { refuseTaken } from '../users/refuse-taken.js';
import { startSession, type TokenPair } from './start-session.js';

export interface RegisterInput {
  username: string;
  email: string;
  password: string;
  password2?: string | undefined;
}

/**
 * Creates an account and its first session.
 *
 * @throws ServiceError `invalid_input`, `username_taken`, `email_taken`
 */
export async function register(
  ctx: Context,
  input: RegisterInput,
  userAgent: string | undefined,
): Promise<{ user: UserRow } & TokenPair> {
  if (input.password2 !== undefined && input.password2 !== input.password) {
    throw new ServiceError('invalid_input', { errors: { password2: ['The two passwords are not the same.'] } });
  }
  const user = await createUser(ctx, input);
  return { user, ...(await startSession(ctx, user, userAgent)) };
}

async function createUser(ctx: Context, { username, email, password }: RegisterInput): Promise<UserRow> {
  const keys = { usernameKey: normalizeKey(username), emailKey: normalizeKey(email) };
  await refuseTaken(ctx, keys);
  try {
    const passwordHash = await hashPassword(password);
    return await ctx.db.user.create({ data: { id: uuidv7(), username, email, passwordHash, ...keys } });
  } catch (error) {
    // Somebody else was faster: say which of the two it was.
    if (isUniqueViolation(error)) await refuseTaken(ctx, keys);
    throw error;
  }
}
