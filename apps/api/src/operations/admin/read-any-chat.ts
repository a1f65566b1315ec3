import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import type { HistoryPage } from '../messages/history-lookup.js';
import { listMessages } from '../messages/list-messages.js';
import { recordAct } from './record-act.js';
import { viewAnyChat } from './view-any-chat.js';

/**
 * A page of anybody's messages, newest first. That it is read is in the audit before it is shown.
 *
 * @param before a place in the log of the chat
 * @throws ServiceError `chat_not_found`
 */
export async function readAnyChat(
  ctx: Context,
  actor: Actor,
  chatId: string,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<HistoryPage> {
  await viewAnyChat(ctx, chatId);
  const data = { limit, ...(before !== undefined && { before }) };
  await recordAct(ctx.db, actor, { action: 'messages.read', target: chatId, data });
  return listMessages(ctx, chatId, before === undefined ? { page: 1, limit } : { before, limit });
}
