import { ServiceError } from '@besage/contracts';
import type { Context } from '../../context.js';
import { authorize } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { changeChat } from '../log/change-chat.js';

/**
 * Renames a chat; without a name it goes by its people.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`, `not_allowed`, `chat_archived`
 */
export async function updateChat(ctx: Context, actor: Actor, chatId: string, name: string | null): Promise<void> {
  const newName = name?.trim() || null;
  await changeChat(ctx, actor, chatId, async (tx, chat, me) => {
    authorize(me, chat.kind, 'chat.update');
    if (!chat.active) throw new ServiceError('chat_archived');
    if (chat.name === newName) return undefined;
    await tx.chat.update({ where: { id: chatId }, data: { name: newName } });
    return { type: 'chat.updated', data: { name: newName } };
  });
}
