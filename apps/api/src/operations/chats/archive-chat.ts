import type { Context } from '../../context.js';
import { authorize } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { changeChat } from '../log/change-chat.js';

/**
 * Puts a chat into the archive: it leaves all lists and nothing more is sent to it; what was said can still be read.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`, `not_allowed`
 */
export async function archiveChat(ctx: Context, actor: Actor, chatId: string): Promise<void> {
  await changeChat(ctx, actor, chatId, async (tx, chat, me) => {
    authorize(me, chat.kind, 'chat.archive');
    if (!chat.active) return undefined;
    await tx.chat.update({ where: { id: chatId }, data: { active: false } });
    return { type: 'chat.updated', data: { active: false } };
  });
}
