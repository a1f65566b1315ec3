import type { Message } from '@besage/contracts';
import { loadMessages } from '@besage/db';
import type { Context } from '../../context.js';

/** Which part of a chat's history: a page counted from the newest message. */
export interface HistoryInput {
  chatId: string;
  page: number;
  pageSize: number;
}

export interface HistoryPage {
  messages: Message[];
  /** Whether there are older ones. */
  hasMore: boolean;
}

/** A chat's messages, newest first. Who may see them is the caller's to check. */
export async function listMessages(ctx: Context, { chatId, page, pageSize }: HistoryInput): Promise<HistoryPage> {
  const rows = await ctx.db.message.findMany({
    where: { chatId },
    orderBy: { seq: 'desc' },
    skip: (page - 1) * pageSize,
    take: pageSize + 1,
    select: { id: true },
  });
  const ids = rows.slice(0, pageSize).map(({ id }) => id);
  return { messages: await loadMessages(ctx.db, ids, ctx.mediaUrl), hasMore: rows.length > pageSize };
}
