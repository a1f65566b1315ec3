import { ServiceError } from '@besage/contracts';
import { addressKey } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import { createAccount } from '../users/create-account.js';
import type { Device } from './device.js';
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
 * @throws ServiceError `invalid_input`, `weak_password`, `username_taken`, `email_taken`
 */
export async function register(
  ctx: Context,
  input: RegisterInput,
  device: Device,
): Promise<{ user: UserRow } & TokenPair> {
  if (input.password2 !== undefined && input.password2 !== input.password) {
    throw new ServiceError('invalid_input', { errors: { password2: ['The two passwords are not the same.'] } });
  }
  const user = await createAccount(ctx, input, addressKey(device.address));
  return { user, ...(await startSession(ctx, user, device)) };
}
