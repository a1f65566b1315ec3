import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import { accessMessage } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { changeChat, type Transaction } from '../log/change-chat.js';
import { checkContent, mentionKeys } from './content.js';

/**
 * Changes the text of one's own message.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`, `not_allowed`, `message_deleted`, `content_required`,
 *   `content_too_long`
 */
export async function editMessage(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  messageId: string,
  text: string,
): Promise<void> {
  const { message } = await accessMessage(ctx, actor, messageId);
  if (message.senderId !== actor.userId) throw new ServiceError('not_allowed');
  await changeChat(ctx, actor, message.chatId, async (tx, chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    const current = await tx.message.findUniqueOrThrow({
      where: { id: messageId },
      select: { content: true, deletedAt: true, _count: { select: { attachments: true } } },
    });
    if (current.deletedAt) throw new ServiceError('message_deleted');
    const content = checkContent(text, current._count.attachments > 0);
    if (content === current.content) return undefined;
    await tx.message.update({ where: { id: messageId }, data: { content, editedAt: new Date() } });
    await replaceMentions(tx, chat.id, messageId, mentionKeys(content));
    return { type: 'message.edited', subject: messageId };
  });
}

async function replaceMentions(tx: Transaction, chatId: string, messageId: string, keys: string[]): Promise<void> {
  await tx.mention.deleteMany({ where: { messageId } });
  const mentioned = await tx.user.findMany({
    where: { usernameKey: { in: keys }, participations: { some: { chatId } } },
    select: { id: true },
  });
  await tx.mention.createMany({ data: mentioned.map(({ id }) => ({ messageId, userId: id })) });
}
