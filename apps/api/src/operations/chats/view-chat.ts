import { ServiceError, type Chat } from '@besage/contracts';
import { loadChats } from '@besage/db';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

/** A chat as the actor sees it. Whether they may is the caller's to check. */
export async function viewChat(ctx: Context, actor: Actor, chatId: string): Promise<Chat> {
  const [chat] = await loadChats(ctx.db, [chatId], actor.userId, ctx.mediaUrl);
  if (!chat) throw new ServiceError('chat_not_found');
  return chat;
}
