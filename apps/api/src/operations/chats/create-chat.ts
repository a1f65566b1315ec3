import { ServiceError, limits, type ChatKind } from '@besage/contracts';
import { insertParticipants, isUniqueViolation } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { changeChat, publishEntry } from '../log/change-chat.js';
import { letIn } from '../participants/add-participants.js';
import { knownUsers } from '../users/known-users.js';

export interface CreateChatInput {
  name?: string | null | undefined;
  /** Who shall be in beside the creator; unknown ids are skipped. */
  participantIds: string[];
}

export interface CreatedChat {
  id: string;
  isNew: boolean;
}

/**
 * Creates a chat. Two people and no name are a direct chat, and there is one such for each two people: asked for again, it
 * is found again, out of the archive too.
 *
 * @throws ServiceError `too_many_participants`
 */
export async function createChat(ctx: Context, actor: Actor, input: CreateChatInput): Promise<CreatedChat> {
  const name = input.name?.trim() || null;
  const others = await knownUsers(ctx, input.participantIds, [actor.userId]);
  const userIds = [actor.userId, ...others];
  if (userIds.length > limits.participants) throw new ServiceError('too_many_participants');
  if (name === null && userIds.length === 2) return findOrCreateDirect(ctx, actor, userIds);
  return { id: await insertChat(ctx, actor, { kind: 'group', name, directKey: null, userIds }), isNew: true };
}

async function findOrCreateDirect(ctx: Context, actor: Actor, userIds: string[]): Promise<CreatedChat> {
  const directKey = userIds.toSorted().join(':');
  const found = await reopenDirect(ctx, actor, directKey, userIds);
  if (found) return found;
  try {
    return { id: await insertChat(ctx, actor, { kind: 'direct', name: null, directKey, userIds }), isNew: true };
  } catch (error) {
    // Both opened it at the same moment.
    const other = isUniqueViolation(error) ? await reopenDirect(ctx, actor, directKey, userIds) : undefined;
    if (other) return other;
    throw error;
  }
}

/** Finds the chat of two people, takes it out of the archive, and brings back who had left. */
async function reopenDirect(
  ctx: Context,
  actor: Actor,
  directKey: string,
  userIds: string[],
): Promise<CreatedChat | undefined> {
  const chat = await ctx.db.chat.findUnique({
    where: { directKey },
    select: { id: true, active: true, participantCount: true },
  });
  if (!chat) return undefined;
  if (chat.active && chat.participantCount === userIds.length) return { id: chat.id, isNew: false };
  await changeChat(ctx, actor, chat.id, async (tx, locked) => {
    const entry = await letIn(tx, locked, userIds, { active: true });
    if (entry || locked.active) return entry;
    await tx.chat.update({ where: { id: chat.id }, data: { active: true } });
    return { type: 'chat.updated', data: { active: true } };
  });
  return { id: chat.id, isNew: false };
}

interface NewChat {
  kind: ChatKind;
  name: string | null;
  directKey: string | null;
  userIds: string[];
}

async function insertChat(ctx: Context, actor: Actor, chat: NewChat): Promise<string> {
  const id = newId();
  const { kind, name, directKey, userIds } = chat;
  const at = new Date();
  const people = userIds.map((userId) => ({
    id: newId(),
    userId,
    role: userId === actor.userId ? ('owner' as const) : ('member' as const),
  }));
  await ctx.db.$transaction([
    ctx.db.chat.create({
      data: { id, kind, name, directKey, lastSeq: 1, rosterSeq: 1, participantCount: userIds.length, activityAt: at },
    }),
    ctx.db.$executeRaw(insertParticipants(id, 1, people)),
    ctx.db.logEntry.create({
      data: { chatId: id, seq: 1, type: 'chat.created', actorId: actor.userId, data: { user_ids: userIds }, at },
    }),
  ]);
  await publishEntry(ctx, id, 1);
  return id;
}
