import { ServiceError, type Role } from '@besage/contracts';
import { deleteParticipants } from '@besage/db';
import type { Context } from '../../context.js';
import { authorize, outranks } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { changeChat, type Entry, type LockedChat, type Member, type Transaction } from '../log/change-chat.js';
import { wellFormedIds } from '../users/known-users.js';

/**
 * Takes people out of a chat: those below the actor, or the actor, who thereby leaves. Ids of people who are not in, and
 * malformed ones, are skipped. Where the owner leaves, the highest in rank who has been in longest is the owner then; an
 * empty chat is archived.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`, `not_allowed`; then nobody is out
 */
export async function removeParticipants(ctx: Context, actor: Actor, chatId: string, ids: string[]): Promise<void> {
  const userIds = wellFormedIds(ids);
  await changeChat(ctx, actor, chatId, async (tx, chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    const removed = await tx.participant.findMany({ where: { chatId, userId: { in: userIds } } });
    for (const other of removed) authorizeRemoval(chat, me, other);
    return removed.length === 0 ? undefined : showOut(tx, chat, removed);
  });
}

function authorizeRemoval(chat: LockedChat, me: Member, other: Member): void {
  const leaves = me.id === other.id;
  authorize(me, chat.kind, leaves ? 'participants.leave' : 'participants.remove');
  if (!leaves && !outranks(me.role, other.role)) throw new ServiceError('not_allowed');
}

async function showOut(
  tx: Transaction,
  chat: LockedChat,
  removed: { id: string; userId: string; role: Role }[],
): Promise<Entry> {
  const ids = removed.map(({ id }) => id);
  await tx.$executeRaw(deleteParticipants(ids, chat.seq));
  const participantCount = chat.participantCount - removed.length;
  const isEmpty = participantCount === 0;
  await tx.chat.update({ where: { id: chat.id }, data: { participantCount, ...(isEmpty && { active: false }) } });
  if (removed.some(({ role }) => role === 'owner')) await passOwnership(tx, chat);
  return { type: 'participant.removed', data: { user_ids: removed.map(({ userId }) => userId) } };
}

async function passOwnership(tx: Transaction, chat: LockedChat): Promise<void> {
  // Roles are declared in the order of their rank; ids are in the order of coming.
  const heir = await tx.participant.findFirst({
    where: { chatId: chat.id },
    orderBy: [{ role: 'asc' }, { id: 'asc' }],
  });
  if (heir) await tx.participant.update({ where: { id: heir.id }, data: { role: 'owner' } });
}
