import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import { accessMessage } from '../../permissions/access.js';
import { authorize } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { loosen } from '../images/store-image.js';
import { changeChat, type Entry, type Transaction } from '../log/change-chat.js';

/**
 * Deletes a message: its place in the log stays, what it said and carried is gone.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`, `not_allowed`
 */
export async function deleteMessage(ctx: Context, actor: Pick<Actor, 'userId'>, messageId: string): Promise<void> {
  const { message } = await accessMessage(ctx, actor, messageId);
  await changeChat(ctx, actor, message.chatId, async (tx, chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    if (message.senderId !== actor.userId) authorize(me, chat.kind, 'message.delete_of_others');
    return withdraw(tx, messageId);
  });
  ctx.sweep.soon();
}

/** Empties a message inside the change of its chat; `undefined` where it was deleted before. */
export async function withdraw(tx: Transaction, messageId: string): Promise<Entry | undefined> {
  const { count } = await tx.message.updateMany({
    where: { id: messageId, deletedAt: null },
    data: { content: '', deletedAt: new Date() },
  });
  if (count === 0) return undefined;
  await forget(tx, messageId);
  return { type: 'message.deleted', subject: messageId };
}

async function forget(tx: Transaction, messageId: string): Promise<void> {
  await tx.mention.deleteMany({ where: { messageId } });
  await tx.reaction.deleteMany({ where: { messageId } });
  const images = await tx.attachment.findMany({ where: { messageId }, select: { key: true } });
  if (images.length === 0) return;
  await tx.attachment.deleteMany({ where: { messageId } });
  await loosen(
    tx,
    images.map(({ key }) => key),
  );
}
