import { normalizeKey } from '@besage/auth';
import type { Participant } from '@besage/contracts';
import { presentParticipant } from '@besage/db';
import type { Context } from '../../context.js';
import { literally } from '../search-pattern.js';

export interface ListParticipantsInput {
  limit: number;
  /** The last participant of the page before. */
  after?: string | undefined;
  /** The beginning of a username. */
  search?: string | undefined;
}

/** The people of a chat in the order in which they came. Who may see them is the caller's to check. */
export async function listParticipants(
  ctx: Context,
  chatId: string,
  { limit, after, search }: ListParticipantsInput,
): Promise<{ participants: Participant[]; next: string | undefined }> {
  const rows = await ctx.db.participant.findMany({
    where: {
      chatId,
      ...(after !== undefined && { id: { gt: after } }),
      ...(search && { user: { usernameKey: { startsWith: literally(normalizeKey(search)) } } }),
    },
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
