import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';

/**
 * Refuses a username or an e-mail address that somebody else has, as either: one logs in by both, so each is one person's.
 *
 * @param keys as they are compared
 * @param except the person who may have them
 * @throws ServiceError `username_taken`, `email_taken`
 */
export async function refuseTaken(
  ctx: Pick<Context, 'db'>,
  { usernameKey, emailKey }: { usernameKey?: string; emailKey?: string },
  except?: string,
): Promise<void> {
  const claims = [usernameKey, emailKey]
    .filter((key) => key !== undefined)
    .flatMap((key) => [{ usernameKey: key }, { emailKey: key }]);
  if (claims.length === 0) return;
  const taken = await ctx.db.user.findFirst({
    where: { OR: claims, ...(except !== undefined && { id: { not: except } }) },
    select: { usernameKey: true, emailKey: true },
  });
  if (!taken) return;
  const isName = usernameKey === taken.usernameKey || usernameKey === taken.emailKey;
  const code = isName ? 'username_taken' : 'email_taken';
  const { message } = new ServiceError(code);
  throw new ServiceError(code, { errors: { [isName ? 'username' : 'email']: [message] } });
}
