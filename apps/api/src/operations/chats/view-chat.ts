import { ServiceError, type Chat } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

/** A chat as the actor sees it. Whether they may is the caller's to check. */
export async function viewChat(ctx: Context, actor: Actor, chatId: string): Promise<Chat> {
  const [chat] = await ctx.findChats({ ids: [chatId], viewerId: actor.userId });
  if (!chat) throw new ServiceError('chat_not_found');
  return chat;
}
