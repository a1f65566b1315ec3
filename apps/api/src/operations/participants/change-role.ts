import { ServiceError, type Role } from '@besage/contracts';
import type { Context } from '../../context.js';
import { authorize } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { changeChat } from '../log/change-chat.js';

export interface ChangeRoleInput {
  chatId: string;
  userId: string;
  role: Role;
}

/**
 * Gives somebody another role. There is one owner: who makes another one is an admin then.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`, `not_allowed`, `user_not_found`
 */
export async function changeRole(ctx: Context, actor: Actor, { chatId, userId, role }: ChangeRoleInput): Promise<void> {
  await changeChat(ctx, actor, chatId, async (tx, chat, me) => {
    authorize(me, chat.kind, 'participants.change_role');
    const other = await tx.participant.findUnique({ where: { chatId_userId: { chatId, userId } } });
    if (!other) throw new ServiceError('user_not_found');
    if (other.role === role) return undefined;
    if (other.id === me.id) throw new ServiceError('not_allowed', { detail: 'Make somebody else the owner first.' });
    if (role === 'owner') await tx.participant.update({ where: { id: me.id }, data: { role: 'admin' } });
    await tx.participant.update({ where: { id: other.id }, data: { role } });
    return { type: 'participant.updated', data: { user_ids: [userId], role } };
  });
}
