import type { Context } from '../../context.js';
import type { SessionRow } from '../../present/session.js';

/**
 * The sessions of a person that have not ended, newest first.
 *
 * @param before the last one of the page before
 */
export async function listSessions(
  ctx: Context,
  userId: string,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<{ sessions: SessionRow[]; next: string | undefined }> {
  const rows = await ctx.db.session.findMany({
    where: {
      userId,
      endedAt: null,
      expiresAt: { gt: new Date() },
      ...(before !== undefined && { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const sessions = rows.slice(0, limit);
  return { sessions, next: rows.length > limit ? sessions.at(-1)?.id : undefined };
}
