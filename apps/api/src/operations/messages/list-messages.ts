import { ServiceError, type Message } from '@besage/contracts';
import { UP_TO_NOW, messagesBack } from '@besage/db';
import type { Context } from '../../context.js';
import { cut, type HistoryPage } from './history-lookup.js';

/** Which part of a chat's history: a page counted from the newest message, or what lies beside a place in the log. */
export type Window =
  | { page: number; limit: number }
  | { before: number; limit: number }
  | { after: number; limit: number }
  | { around: number; limit: number };

/** A part of a chat's messages, newest first. Who may see them is the caller's to check. */
export async function listMessages(ctx: Context, chatId: string, window: Window): Promise<HistoryPage> {
  const { limit } = window;
  if ('page' in window && window.page > 1) return pageOf(ctx, chatId, window);
  if ('page' in window) return ctx.findHistory({ chatId, upTo: UP_TO_NOW, limit });
  if ('before' in window) return ctx.findHistory({ chatId, upTo: window.before - 1, limit });
  if ('after' in window) return { messages: await newer(ctx, chatId, window.after, limit), hasOlder: true };
  const [above, below] = await Promise.all([
    newer(ctx, chatId, window.around, Math.floor(limit / 2)),
    ctx.findHistory({ chatId, upTo: window.around, limit: Math.ceil(limit / 2) }),
  ]);
  return { messages: [...above, ...below.messages], hasOlder: below.hasOlder };
}

async function pageOf(ctx: Context, chatId: string, { page, limit }: { page: number; limit: number }) {
  const ids = await messagesBack(ctx.db, chatId, (page - 1) * limit, limit + 1);
  return cut(await ctx.findMessages(ids), limit);
}

async function newer(ctx: Context, chatId: string, gt: number, limit: number): Promise<Message[]> {
  const rows = await ctx.db.message.findMany({
    where: { chatId, seq: { gt } },
    orderBy: { seq: 'asc' },
    take: limit,
    select: { id: true },
  });
  return ctx.findMessages(rows.map(({ id }) => id).reverse());
}

/**
 * The place in the log that a client names: a `seq`, or the id of a message of this chat.
 *
 * @throws ServiceError `message_not_found`
 */
export async function placeInLog(ctx: Context, chatId: string, place: string | number): Promise<number> {
  if (typeof place === 'number') return place;
  const message = await ctx.db.message.findFirst({ where: { id: place, chatId }, select: { seq: true } });
  if (!message) throw new ServiceError('message_not_found');
  return message.seq;
}
