import { ServiceError, type Reaction, type ReactionType } from '@besage/contracts';
import { presentReaction } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import { accessMessage } from '../../permissions/access.js';
import type { Actor } from '../actor.js';
import { changeChat, type Entry, type Transaction } from '../log/change-chat.js';

export type Reacted = { outcome: 'new' | 'changed'; reaction: Reaction } | { outcome: 'taken_back' };

type ReactionRow = NonNullable<Awaited<ReturnType<Transaction['reaction']['findUnique']>>>;

/**
 * Reacts to a message. One person has one reaction to a message: another one replaces it, the same again takes it back.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`, `message_deleted`
 */
export async function react(ctx: Context, actor: Actor, messageId: string, type: ReactionType): Promise<Reacted> {
  let reacted: Reacted = { outcome: 'taken_back' };
  await changeReaction(ctx, actor, messageId, async (tx, before) => {
    if (before?.type === type) return takeBack(tx, before);
    const row = await putReaction(tx, actor, messageId, type, before);
    const reaction = presentReaction({ ...row, username: actor.username }, messageId);
    reacted = { outcome: before ? 'changed' : 'new', reaction };
    return changed(row);
  });
  return reacted;
}

/**
 * Makes this one's reaction to a message, or `null` that there is none. However often it is repeated, it is so.
 *
 * @throws ServiceError `message_not_found`, `not_a_participant`, `message_deleted`
 */
export async function setReaction(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  messageId: string,
  type: ReactionType | null,
): Promise<void> {
  await changeReaction(ctx, actor, messageId, async (tx, before) => {
    if (type === (before?.type ?? null)) return undefined;
    if (type) return changed(await putReaction(tx, actor, messageId, type, before));
    return before && takeBack(tx, before);
  });
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
    return takeBack(tx, reaction);
  });
}

/** Lets `change` see what the actor felt before, and do something about it. */
async function changeReaction(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  messageId: string,
  change: (tx: Transaction, before: ReactionRow | undefined) => Promise<Entry | undefined>,
): Promise<void> {
  const { message } = await accessMessage(ctx, actor, messageId);
  await changeChat(ctx, actor, message.chatId, async (tx, _chat, me) => {
    if (!me) throw new ServiceError('not_a_participant');
    const { deletedAt } = await tx.message.findUniqueOrThrow({ where: { id: messageId }, select: { deletedAt: true } });
    if (deletedAt) throw new ServiceError('message_deleted');
    const before = await tx.reaction.findUnique({ where: { messageId_userId: { messageId, userId: actor.userId } } });
    return change(tx, before ?? undefined);
  });
}

function putReaction(
  tx: Transaction,
  { userId }: Pick<Actor, 'userId'>,
  messageId: string,
  type: ReactionType,
  before: ReactionRow | undefined,
): Promise<ReactionRow> {
  const reactedAt = new Date();
  return before
    ? tx.reaction.update({ where: { id: before.id }, data: { type, reactedAt } })
    : tx.reaction.create({ data: { id: newId(), messageId, userId, type, reactedAt } });
}

async function takeBack(tx: Transaction, { id, messageId, reactedAt }: ReactionRow): Promise<Entry | undefined> {
  const { count } = await tx.reaction.deleteMany({ where: { id } });
  return count === 0 ? undefined : { type: 'reaction.changed', subject: messageId, data: toData(id, null, reactedAt) };
}

function changed({ id, messageId, type, reactedAt }: ReactionRow): Entry {
  return { type: 'reaction.changed', subject: messageId, data: toData(id, type, reactedAt) };
}

const toData = (id: string, type: ReactionType | null, reactedAt: Date) => ({
  id,
  type,
  reacted_at: reactedAt.toISOString(),
});
