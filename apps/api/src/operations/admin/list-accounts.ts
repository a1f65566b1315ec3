import { normalizeKey } from '@besage/auth';
import { Prisma } from '@besage/db';
import type { Context } from '../../context.js';
import type { AccountRow } from '../../present/account.js';
import { containing } from '../search-pattern.js';

export interface ListAccountsInput {
  /** Part of a username, or a whole e-mail address. */
  search?: string | undefined;
  active?: boolean | undefined;
  isStaff?: boolean | undefined;
  limit: number;
  /** The key of the last name of the page before. */
  after?: string | undefined;
}

/** All accounts, deactivated ones too, in the order of their names. */
export async function listAccounts(
  ctx: Context,
  { search, active, isStaff, limit, after }: ListAccountsInput,
): Promise<{ accounts: AccountRow[]; next: string | undefined }> {
  const conditions = [
    ...(active === undefined ? [] : [Prisma.sql`u.active = ${active}`]),
    // Not as a parameter: the planner must see that the index of staff is enough.
    ...(isStaff === undefined ? [] : [isStaff ? Prisma.sql`u.is_staff` : Prisma.sql`NOT u.is_staff`]),
    ...(after === undefined ? [] : [Prisma.sql`u.username_key > ${after}`]),
  ];
  const rows = await ctx.db.$queryRaw<(AccountRow & { usernameKey: string })[]>`
    ${search ? matching(search) : Prisma.empty}
    SELECT u.id, u.username, u.username_key AS "usernameKey", u.email, u.profile_image AS "profileImage",
      u.is_staff AS "isStaff", u.active, u.last_seen_at AS "lastSeenAt", u.created_at AS "createdAt",
      u.updated_at AS "updatedAt"
    FROM ${search ? Prisma.sql`found u` : Prisma.sql`users u`}
    ${conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty}
    ORDER BY u.username_key
    LIMIT ${limit + 1}`;
  const accounts = rows.slice(0, limit);
  return { accounts, next: rows.length > limit ? accounts.at(-1)?.usernameKey : undefined };
}

/** Found by both indexes first: left to itself the planner would walk all names in order. */
function matching(search: string): Prisma.Sql {
  const key = normalizeKey(search);
  return Prisma.sql`WITH found AS MATERIALIZED (
    SELECT * FROM users WHERE username_key LIKE ${containing(key)} OR email_key = ${key})`;
}
