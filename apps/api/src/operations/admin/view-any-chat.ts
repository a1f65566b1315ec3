import { ServiceError, type ChatOverview } from '@besage/contracts';
import { loadRosters } from '@besage/db';
import type { Context } from '../../context.js';
import { presentChatOverview } from '../../present/chat-overview.js';

/**
 * Anybody's chat from outside.
 *
 * @throws ServiceError `chat_not_found`
 */
export async function viewAnyChat(ctx: Context, chatId: string): Promise<ChatOverview> {
  const chat = await ctx.db.chat.findUnique({ where: { id: chatId } });
  if (!chat) throw new ServiceError('chat_not_found');
  const rosters = await loadRosters(ctx.db, [chatId], ctx.mediaUrl);
  return presentChatOverview(chat, rosters.get(chatId) ?? []);
}
