import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { changeChat } from '../log/change-chat.js';
import { withdraw } from '../messages/delete-message.js';
import { recordAct } from './record-act.js';

/**
 * Deletes anybody's message, as its author would.
 *
 * @throws ServiceError `message_not_found`
 */
export async function deleteAnyMessage(ctx: Context, actor: Actor, messageId: string): Promise<void> {
  const message = await ctx.db.message.findUnique({
    where: { id: messageId },
    select: { chatId: true, senderId: true },
  });
  if (!message) throw new ServiceError('message_not_found');
  const { chatId, senderId } = message;
  await changeChat(ctx, actor, chatId, async (tx) => {
    const entry = await withdraw(tx, messageId);
    const data = { chat: chatId, sender: senderId };
    if (entry) await recordAct(tx, actor, { action: 'message.deleted', target: messageId, data });
    return entry;
  });
  ctx.sweep.soon();
}
