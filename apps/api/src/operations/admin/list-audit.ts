import type { Context } from '../../context.js';
import type { AuditRow } from '../../present/audit-entry.js';

export interface ListAuditInput {
  /** Who did it. */
  actorId?: string | undefined;
  /** The person, chat or message that it was done to. */
  target?: string | undefined;
  limit: number;
  /** The last entry of the page before. */
  before?: string | undefined;
}

/** What staff did, the latest first. */
export async function listAudit(
  ctx: Context,
  { actorId, target, limit, before }: ListAuditInput,
): Promise<{ entries: AuditRow[]; next: string | undefined }> {
  const rows = await ctx.db.auditEntry.findMany({
    where: {
      ...(actorId !== undefined && { actorId }),
      ...(target !== undefined && { target }),
      ...(before !== undefined && { id: { lt: before } }),
    },
    include: { actor: { select: { id: true, username: true, profileImage: true } } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? entries.at(-1)?.id : undefined };
}
