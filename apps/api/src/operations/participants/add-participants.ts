import { ServiceError, limits } from '@besage/contracts';
import { insertParticipants } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import { authorize } from '../../permissions/can.js';
import type { Actor } from '../actor.js';
import { changeChat, type Entry, type LockedChat, type Transaction } from '../log/change-chat.js';
import { knownUsers } from '../users/known-users.js';

/**
 * Puts people into a chat; unknown ids, and those who are in already, are skipped. A third person makes a group of a
 * direct chat.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`, `not_allowed`, `chat_archived`, `too_many_participants`
 */
export async function addParticipants(ctx: Context, actor: Actor, chatId: string, ids: string[]): Promise<void> {
  const userIds = await knownUsers(ctx, ids);
  await changeChat(ctx, actor, chatId, async (tx, chat, me) => {
    authorize(me, chat.kind, 'participants.add');
    if (!chat.active) throw new ServiceError('chat_archived');
    return letIn(tx, chat, userIds, { kind: 'group', directKey: null });
  });
}

/** Puts those who are not in yet into a locked chat; `data` changes the chat along with it. */
export async function letIn(
  tx: Transaction,
  chat: LockedChat,
  userIds: string[],
  data: { kind?: 'group'; directKey?: null; active?: true },
): Promise<Entry | undefined> {
  const present = await tx.participant.findMany({
    where: { chatId: chat.id, userId: { in: userIds } },
    select: { userId: true },
  });
  const isIn = new Set(present.map(({ userId }) => userId));
  const added = userIds.filter((id) => !isIn.has(id));
  if (added.length === 0) return undefined;
  const participantCount = chat.participantCount + added.length;
  if (participantCount > limits.participants) throw new ServiceError('too_many_participants');
  const people = added.map((userId) => ({ id: newId(), userId, role: 'member' as const }));
  await tx.$executeRaw(insertParticipants(chat.id, chat.seq, people));
  await tx.chat.update({ where: { id: chat.id }, data: { ...data, participantCount } });
  return { type: 'participant.added', data: { user_ids: added } };
}
