import type { Context } from '../../context.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Keeps what can be an id at all: each once, in small letters, in the order given. */
export function wellFormedIds(ids: string[]): string[] {
  return [...new Set(ids.filter((id) => UUID.test(id)).map((id) => id.toLowerCase()))];
}

/**
 * Keeps those ids that belong to active people: each once, in the order given, unknown and malformed ones skipped.
 *
 * @param except people who are left out
 */
export async function knownUsers(ctx: Context, ids: string[], except: string[] = []): Promise<string[]> {
  const wanted = wellFormedIds(ids).filter((id) => !except.includes(id));
  if (wanted.length === 0) return [];
  const users = await ctx.db.user.findMany({ where: { id: { in: wanted }, active: true }, select: { id: true } });
  const known = new Set(users.map(({ id }) => id));
  return wanted.filter((id) => known.has(id));
}
