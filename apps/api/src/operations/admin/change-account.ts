import { ServiceError, type AuditAction } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { AccountRow } from '../../present/account.js';
import { markEnded, tellEnded } from '../auth/end-sessions.js';
import type { Transaction } from '../log/change-chat.js';
import { recordAct, type Accountable } from './record-act.js';

export interface AccountChange {
  active?: boolean | undefined;
  isStaff?: boolean | undefined;
}

/**
 * Deactivates an account or takes it back, makes somebody staff or ends that. Who is deactivated is logged out everywhere;
 * what they said stays.
 *
 * @throws ServiceError `user_not_found`, `last_staff`, `not_allowed` where the actor is not staff any more
 */
export async function changeAccount(
  ctx: Pick<Context, 'db' | 'publish'>,
  actor: Accountable,
  userId: string,
  change: AccountChange,
): Promise<AccountRow> {
  const { account, deactivated } = await ctx.db.$transaction(async (tx) => {
    const before = await lockAccount(tx, userId);
    const isLeaving = actor?.userId === userId && change.active === false && change.isStaff === undefined;
    if (actor && !isLeaving && !before.staff.includes(actor.userId)) throw new ServiceError('not_allowed');
    const after = { active: change.active ?? before.active, isStaff: change.isStaff ?? before.isStaff };
    const isLastStaff = before.staff.length === 1 && before.staff[0] === userId;
    if (isLastStaff && !(after.active && after.isStaff)) throw new ServiceError('last_staff');
    for (const action of actsOf(before, after)) await recordAct(tx, actor, { action, target: userId });
    const account = await tx.user.update({ where: { id: userId }, data: after });
    const deactivated = before.active && !after.active;
    if (deactivated) await markEnded(tx, userId, null);
    return { account, deactivated };
  });
  if (deactivated) tellEnded(ctx, userId, null);
  return account;
}

interface LockedAccount {
  id: string;
  active: boolean;
  isStaff: boolean;
}

/** Locks all staff with the account, so that no two of them take the last one out by doing it to each other. */
async function lockAccount(tx: Transaction, userId: string): Promise<LockedAccount & { staff: string[] }> {
  const rows = await tx.$queryRaw<LockedAccount[]>`
    SELECT id, active, is_staff AS "isStaff" FROM users WHERE id = ${userId}::uuid OR is_staff
    ORDER BY id FOR NO KEY UPDATE`;
  const account = rows.find(({ id }) => id === userId);
  if (!account) throw new ServiceError('user_not_found');
  return { ...account, staff: rows.filter(({ active, isStaff }) => active && isStaff).map(({ id }) => id) };
}

function actsOf(before: AccountState, after: AccountState): AuditAction[] {
  const acts: AuditAction[] = [];
  if (before.active !== after.active) acts.push(after.active ? 'user.reactivated' : 'user.deactivated');
  if (before.isStaff !== after.isStaff) acts.push(after.isStaff ? 'user.made_staff' : 'user.unmade_staff');
  return acts;
}

type AccountState = Pick<LockedAccount, 'active' | 'isStaff'>;
