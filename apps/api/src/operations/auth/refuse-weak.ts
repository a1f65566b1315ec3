import { ServiceError } from '@besage/contracts';
import type { Config } from '../../config.js';
import { judgePassword, type PasswordOwner } from './judge-password.js';

/** What says how strong a password must be. */
export interface PasswordRule {
  config: Pick<Config, 'PASSWORD_STRENGTH'>;
}

/**
 * Refuses a new password that is too easy to guess.
 *
 * @param field what the sentences are about
 * @throws ServiceError `weak_password`, with what would help
 */
export async function refuseWeak(
  { config }: PasswordRule,
  password: string,
  owner: PasswordOwner,
  field: string,
): Promise<void> {
  const faults = await judgePassword(password, owner, config.PASSWORD_STRENGTH);
  if (faults.length > 0) throw new ServiceError('weak_password', { errors: { [field]: faults } });
}
