import { normalizeKey } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import { explainValidation } from '@besage/service-kit';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Context } from '../context.js';
import { changeAccount } from '../operations/admin/change-account.js';
import type { PasswordRule } from '../operations/auth/refuse-weak.js';
import { createAccount } from '../operations/users/create-account.js';
import { Email, Password, Username } from '../routes/inputs.js';

const Superuser = Type.Object({ username: Username, email: Email, password: Password });
export type Superuser = Static<typeof Superuser>;

const superuser = Compile(Superuser);

type Db = Pick<Context, 'db'>;

/**
 * Creates an account and makes it staff. Gives its name.
 *
 * @throws ServiceError `invalid_input`, `weak_password`, `username_taken`, `email_taken`
 */
export async function createSuperuser({ db, config }: Db & PasswordRule, input: Superuser): Promise<string> {
  if (!superuser.Check(input)) {
    throw new ServiceError('invalid_input', { errors: explainValidation([...superuser.Errors(input)]) });
  }
  const { id, username } = await createAccount({ db, config }, input);
  await makeStaff(db, id);
  return username;
}

/**
 * Makes an existing account staff, and active. Gives its name.
 *
 * @param name the username or the e-mail address
 * @throws ServiceError `user_not_found`
 */
export async function promote({ db }: Db, name: string): Promise<string> {
  const key = normalizeKey(name);
  const found = await db.user.findMany({ where: { OR: [{ usernameKey: key }, { emailKey: key }] } });
  // A username may look like somebody else's address: the username wins.
  const user = found.find(({ usernameKey }) => usernameKey === key) ?? found[0];
  if (!user) throw new ServiceError('user_not_found');
  await makeStaff(db, user.id);
  return user.username;
}

async function makeStaff(db: Db['db'], userId: string): Promise<void> {
  // Nobody is deactivated by this, so there is nothing to tell the gateways.
  await changeAccount({ db, publish: () => {} }, null, userId, { active: true, isStaff: true });
}
