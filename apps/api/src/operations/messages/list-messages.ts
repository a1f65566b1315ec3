import { ServiceError, type Message } from '@besage/contracts';
import { loadMessages, messagesBack } from '@besage/db';
import type { Context } from '../../context.js';

/** Which part of a chat's history: a page counted from the newest message, or what lies beside a place in the log. */
export type Window =
  | { page: number; limit: number }
  | { before: number; limit: number }
  | { after: number; limit: number }
  | { around: number; limit: number };

export interface HistoryPage {
  /** Newest first. */
  messages: Message[];
  hasOlder: boolean;
}

/** A part of a chat's messages, newest first. Who may see them is the caller's to check. */
export async function listMessages(ctx: Context, chatId: string, window: Window): Promise<HistoryPage> {
  const { ids, hasOlder } = await select(ctx, chatId, window);
  return { messages: await loadMessages(ctx.db, ids, ctx.mediaUrl), hasOlder };
}

interface Selected {
  ids: string[];
  hasOlder: boolean;
}

async function select(ctx: Context, chatId: string, window: Window): Promise<Selected> {
  const { limit } = window;
  if ('page' in window) {
    const ids = await messagesBack(ctx.db, chatId, (window.page - 1) * limit, limit + 1);
    return { ids: ids.slice(0, limit), hasOlder: ids.length > limit };
  }
  if ('before' in window) return older(ctx, chatId, limit, window.before);
  if ('after' in window) return { ids: await newer(ctx, chatId, limit, window.after), hasOlder: true };
  const [above, below] = await Promise.all([
    newer(ctx, chatId, Math.floor(limit / 2), window.around),
    older(ctx, chatId, Math.ceil(limit / 2), window.around + 1),
  ]);
  return { ids: [...above, ...below.ids], hasOlder: below.hasOlder };
}

async function older(ctx: Context, chatId: string, limit: number, lt: number): Promise<Selected> {
  const rows = await ctx.db.message.findMany({
    where: { chatId, seq: { lt } },
    orderBy: { seq: 'desc' },
    take: limit + 1,
    select: { id: true },
  });
  return { ids: rows.slice(0, limit).map(({ id }) => id), hasOlder: rows.length > limit };
}

async function newer(ctx: Context, chatId: string, limit: number, gt: number): Promise<string[]> {
  const rows = await ctx.db.message.findMany({
    where: { chatId, seq: { gt } },
    orderBy: { seq: 'asc' },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id).reverse();
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
