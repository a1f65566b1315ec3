import { ServiceError, type ReceiptKind, type ReceiverStatus } from '@besage/contracts';
import { presentUserSummary, statusId } from '@besage/db';
import type { Context } from '../../context.js';
import { accessMessage } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { advanceReceipt } from './advance-receipt.js';

/**
 * Says that a message, and all before it, has reached the actor, or was read.
 *
 * @returns what the actor has reached of it, which may be more
 * @throws ServiceError `message_not_found`, `not_a_participant`, `own_message`
 */
export async function markMessage(
  ctx: Context,
  actor: Actor,
  messageId: string,
  kind: ReceiptKind,
): Promise<ReceiverStatus> {
  const { message, chat } = await accessMessage(ctx, actor, messageId);
  if (message.senderId === actor.userId) throw new ServiceError('own_message');
  await advanceReceipt(ctx, actor, { chatId: chat.id, kind, seq: message.seq });
  const receipt = await ctx.db.participant.findUnique({
    where: { chatId_userId: { chatId: chat.id, userId: actor.userId } },
    include: { user: { select: { id: true, username: true, profileImage: true } } },
  });
  if (!receipt) throw new ServiceError('not_a_participant');
  const isRead = receipt.readSeq >= message.seq;
  return {
    id: statusId(message.id, receipt.id),
    receiver: presentUserSummary(receipt.user, ctx.mediaUrl),
    status: isRead ? 'read' : 'delivered',
    updated_at: (isRead ? receipt.readAt : receipt.deliveredAt).toISOString(),
  };
}
