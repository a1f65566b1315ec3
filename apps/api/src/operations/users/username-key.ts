import { normalizeKey } from '@besage/auth';
import { ServiceError, limits } from '@besage/contracts';

/**
 * The form in which a new username is compared. Some letters become many in it (U+FDFA is eighteen): lists go on from
 * such a key, so it must not be longer than a name may be.
 *
 * @throws ServiceError `invalid_input`
 */
export function usernameKey(username: string): string {
  const key = normalizeKey(username);
  const { max } = limits.usernameLength;
  if (key.length <= max) return key;
  throw new ServiceError('invalid_input', {
    errors: { username: [`This must have at most ${String(max)} characters, its ligatures written out.`] },
  });
}
