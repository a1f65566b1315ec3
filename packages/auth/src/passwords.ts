import { hash, verify } from '@node-rs/argon2';
import { createLimiter } from './create-limiter.js';

/** What OWASP's password storage cheat sheet asks of argon2id (the library's default kind): 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Half of libuv's four threads, so that logins never keep files and DNS waiting. Bounds the memory, too: 38 MiB. */
const HASHES_AT_ONCE = 2;

/** About a second's work on a small machine. Who comes later is refused rather than kept waiting. */
const HASHES_WAITING = 100;

const limit = createLimiter(HASHES_AT_ONCE, HASHES_WAITING);

/** The same password, typed on another keyboard or system, must be the same bytes. */
const normalize = (plain: string) => plain.normalize('NFKC');

/**
 * Hashes a password, off the main thread.
 * @param from who asks, as far as that is known: they share the line fairly
 * @returns a PHC string (`$argon2id$…`) that holds salt and cost, for `verifyPassword`.
 * @throws ServiceError `unavailable` when too many hashes are waiting already.
 */
export function hashPassword(plain: string, from?: string): Promise<string> {
  return limit(() => hash(normalize(plain), cost), from);
}

/**
 * Whether `plain` is the password that `hashed` was made from; a hash that cannot be read fits no password.
 * @param from who asks, as far as that is known: they share the line fairly
 * @throws ServiceError `unavailable` when too many hashes are waiting already.
 */
export function verifyPassword(hashed: string, plain: string, from?: string): Promise<boolean> {
  return limit(() => verify(hashed, normalize(plain)).catch(() => false), from);
}

/**
 * A hash of bytes that nobody kept. Verified where there is no such person, it makes a login with an unknown name
 * take as long as one with a wrong password, so that time does not tell which names exist.
 */
export const decoyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$HQ5WsDX7d0t/ZdukvTMT+Q$PeGoF6Qviug2UNiub5w6efm69v2pCEzdkvoP95uU24g';
