import { ServiceError, type Reaction, type ReactionType } from '@besage/contracts';
import { presentReaction } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../context.js';
import { accessMessage } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { changeChat, type Entry, type Transaction } from '../log/change-chat.js';

export type Reacted = { outcome: 'new' | 'changed'; reaction: Reaction } | { outcome: 'taken_back' };

/**
 * Reacts to a message. One person has one reaction to a message: another one replaces it, the same again takes it back.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`, `message_deleted`
 */
export async function react(ctx: Context, actor: Actor, messageId: string, type: ReactionType): Promise<Reacted> {
  const { message } = await accessMessage(ctx, actor, messageId);
  let reacted: Reacted = { outcome: 'taken_back' };
  await changeChat(ctx, actor, message.chatId, async (tx, _chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    const { deletedAt } = await tx.message.findUniqueOrThrow({ where: { id: messageId }, select: { deletedAt: true } });
    if (deletedAt) throw new ServiceError('message_deleted');
    const before = await tx.reaction.findUnique({ where: { messageId_userId: { messageId, userId: actor.userId } } });
    if (before?.type === type) return takeBack(tx, before.id, messageId);
    const reactedAt = new Date();
    const row = before
      ? await tx.reaction.update({ where: { id: before.id }, data: { type, reactedAt } })
      : await tx.reaction.create({ data: { id: uuidv7(), messageId, userId: actor.userId, type, reactedAt } });
    const reaction = presentReaction({ ...row, username: actor.username }, messageId);
    reacted = { outcome: before ? 'changed' : 'new', reaction };
    return { type: 'reaction.changed', subject: messageId, data: { type } };
  });
  return reacted;
}

/**
 * Takes one's own reaction back by its id.
 *
 * @throws ServiceError `reaction_not_found`, `not_allowed`, `not_a_participant`
 */
export async function removeReaction(ctx: Context, actor: Actor, reactionId: string): Promise<void> {
  const reaction = await ctx.db.reaction.findUnique({ where: { id: reactionId } });
  if (!reaction) throw new ServiceError('reaction_not_found');
  const { message } = await accessMessage(ctx, actor, reaction.messageId);
  if (reaction.userId !== actor.userId) throw new ServiceError('not_allowed');
  await changeChat(ctx, actor, message.chatId, async (tx, _chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    return takeBack(tx, reactionId, message.id);
  });
}

async function takeBack(tx: Transaction, reactionId: string, messageId: string): Promise<Entry | undefined> {
  const { count } = await tx.reaction.deleteMany({ where: { id: reactionId } });
  return count === 0 ? undefined : { type: 'reaction.changed', subject: messageId, data: { type: null } };
}
