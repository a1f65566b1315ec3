import type { Participant } from '@besage/contracts';
import { presentParticipant } from '@besage/db';
import type { Context } from '../../context.js';

/** The people of a chat in the order in which they came. Who may see them is the caller's to check. */
export async function listParticipants(
  ctx: Context,
  chatId: string,
  limit: number,
  after: string | undefined,
): Promise<{ participants: Participant[]; next: string | undefined }> {
  const rows = await ctx.db.participant.findMany({
    where: { chatId, ...(after !== undefined && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: { user: { select: { id: true, username: true, profileImage: true } } },
  });
  const page = rows.slice(0, limit);
  return {
    participants: page.map((row) => presentParticipant(row, ctx.mediaUrl)),
    next: rows.length > limit ? page.at(-1)?.id : undefined,
  };
}
