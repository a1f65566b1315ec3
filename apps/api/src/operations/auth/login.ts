import { decoyHash, normalizeKey } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import { addressKey } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import type { Device } from './device.js';
import { forgetOldSessions } from './forget-old-sessions.js';
import { startSession, type TokenPair } from './start-session.js';

export interface LoginInput {
  /** The username or the e-mail address. */
  username: string;
  password: string;
}

/**
 * Checks a password and starts a session. An unknown name costs the same time as a wrong password, and is refused as soon.
 * Where a username is the address of somebody else, from when that was allowed, the password tells who of the two it is.
 *
 * @throws ServiceError `invalid_credentials`, `rate_limited`
 */
export async function login(
  ctx: Context,
  { username, password }: LoginInput,
  device: Device,
): Promise<{ user: UserRow } & TokenPair> {
  const key = normalizeKey(username);
  const from = addressKey(device.address);
  const candidates = await findCandidates(ctx, key);
  const guess = await ctx.limits.passwords.begin({
    name: `name ${key}`,
    accounts: candidates.length > 0 ? candidates.map(({ id }) => `account ${id}`) : [`nobody ${key}`],
    // Where one of two has been, the other is not known: who took somebody's address as a name gets no guesses of their own.
    address: candidates.length > 1 ? undefined : from,
  });
  const user = await identify(ctx, candidates, password, from);
  if (!user || !guess.isOpen) throw new ServiceError('invalid_credentials');
  await guess.succeeded();
  return ctx.db.$transaction(async (tx) => {
    // While the password was checked it may have been changed: then this session would outlive the others.
    const [same] = await tx.$queryRaw<unknown[]>`
      SELECT FROM users WHERE id = ${user.id}::uuid AND active AND password_hash = ${user.passwordHash} FOR SHARE`;
    if (!same) throw new ServiceError('invalid_credentials');
    await forgetOldSessions(tx, user.id);
    return { user, ...(await startSession(ctx, user, device, tx)) };
  });
}

type Account = UserRow & { usernameKey: string; passwordHash: string; active: boolean };

/** Who has this name, and behind them who has it as their address. */
async function findCandidates(ctx: Context, key: string): Promise<Account[]> {
  const found = await ctx.db.user.findMany({ where: { OR: [{ usernameKey: key }, { emailKey: key }] } });
  return found.toSorted((a, b) => Number(b.usernameKey === key) - Number(a.usernameKey === key));
}

/** Whose password it is; where there is nobody, finding that out takes as long. */
async function identify(
  ctx: Context,
  candidates: Account[],
  password: string,
  from: string,
): Promise<Account | undefined> {
  if (candidates.length === 0) await ctx.verifyPassword(decoyHash, password, from);
  for (const user of candidates) {
    const matches = await ctx.verifyPassword(user.passwordHash, password, from);
    if (matches && user.active) return user;
  }
  return undefined;
}
