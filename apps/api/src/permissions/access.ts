import { ServiceError } from '@besage/contracts';
import type { Context } from '../context.js';
import type { Actor } from '../operations/actor.js';
import type { UserRow } from '../present/user.js';
import type { ChatAccess } from './access-lookup.js';

/**
 * The only door to a chat: gives it to those who are in it.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`
 */
export async function accessChat(ctx: Context, actor: Pick<Actor, 'userId'>, chatId: string): Promise<ChatAccess> {
  const { chat, participant } = await ctx.findAccess({ chatId, userId: actor.userId });
  if (!chat) throw new ServiceError('chat_not_found');
  if (!participant) throw new ServiceError('not_a_participant');
  return { chat, participant };
}

/** A message in a chat that the actor is in. */
export interface MessageAccess extends ChatAccess {
  message: { id: string; chatId: string; seq: number; senderId: string; deletedAt: Date | null };
}

/**
 * The only door to a message: gives it to those who are in its chat.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`
 */
export async function accessMessage(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  messageId: string,
): Promise<MessageAccess> {
  const message = await ctx.db.message.findUnique({
    where: { id: messageId },
    select: { id: true, chatId: true, seq: true, senderId: true, deletedAt: true },
  });
  if (!message) throw new ServiceError('message_not_found');
  return { message, ...(await accessChat(ctx, actor, message.chatId)) };
}

/**
 * The only door to changing an account: one's own, and any for staff.
 *
 * @throws ServiceError `user_not_found`, `not_allowed`
 */
export async function accessAccount(ctx: Context, actor: Actor, userId: string): Promise<UserRow> {
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!user || !(user.active || actor.isStaff)) throw new ServiceError('user_not_found');
  if (user.id !== actor.userId && !actor.isStaff) throw new ServiceError('not_allowed');
  return user;
}
