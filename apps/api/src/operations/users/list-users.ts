import { normalizeKey } from '@besage/auth';
import { Prisma } from '@besage/db';
import type { Context } from '../../context.js';
import type { UserRow } from '../../present/user.js';
import { containing } from '../search-pattern.js';

export interface ListUsersInput {
  /** Part of a username. */
  search?: string | undefined;
  limit: number;
  /** The key of the last name of the page before. */
  after?: string | undefined;
}

/** Active people in the order of their names. */
export async function listUsers(
  ctx: Context,
  { search, limit, after }: ListUsersInput,
): Promise<{ users: UserRow[]; next: string | undefined }> {
  const rows = await ctx.db.$queryRaw<(UserRow & { usernameKey: string })[]>`
    ${search ? matching(search) : Prisma.empty}
    SELECT u.id, u.username, u.username_key AS "usernameKey", u.email, u.profile_image AS "profileImage",
      u.is_staff AS "isStaff", u.created_at AS "createdAt", u.updated_at AS "updatedAt"
    FROM ${search ? Prisma.sql`found u` : Prisma.sql`users u`}
    WHERE u.active ${after === undefined ? Prisma.empty : Prisma.sql`AND u.username_key > ${after}`}
    ORDER BY u.username_key
    LIMIT ${limit + 1}`;
  const users = rows.slice(0, limit);
  return { users, next: rows.length > limit ? users.at(-1)?.usernameKey : undefined };
}

/** Found by the trigram index first: left to itself the planner would walk all names in order. */
function matching(search: string): Prisma.Sql {
  const pattern = containing(normalizeKey(search));
  return Prisma.sql`WITH found AS MATERIALIZED (SELECT * FROM users WHERE username_key LIKE ${pattern})`;
}
