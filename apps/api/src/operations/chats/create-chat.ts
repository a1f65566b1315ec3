import { ServiceError, limits, type ChatKind, type LogEventOf } from '@besage/contracts';
import { insertParticipants, isUniqueViolation, loadRosters } from '@besage/db';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
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
  const found = await findDirect(ctx, directKey);
  if (found) return found;
  try {
    return { id: await insertChat(ctx, actor, { kind: 'direct', name: null, directKey, userIds }), isNew: true };
  } catch (error) {
    // Both opened it at the same moment.
    const other = isUniqueViolation(error) ? await findDirect(ctx, directKey) : undefined;
    if (other) return other;
    throw error;
  }
}

async function findDirect(ctx: Context, directKey: string): Promise<CreatedChat | undefined> {
  const chat = await ctx.db.chat.findUnique({ where: { directKey }, select: { id: true, active: true } });
  if (!chat) return undefined;
  if (!chat.active) await ctx.db.chat.update({ where: { id: chat.id }, data: { active: true } });
  return { id: chat.id, isNew: false };
}

interface NewChat {
  kind: ChatKind;
  name: string | null;
  directKey: string | null;
  userIds: string[];
}

async function insertChat(ctx: Context, actor: Actor, chat: NewChat): Promise<string> {
  const id = uuidv7();
  const { kind, name, directKey, userIds } = chat;
  const at = new Date();
  const people = userIds.map((userId) => ({
    id: uuidv7(),
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
  await publishCreated(ctx, actor, id, userIds, at);
  return id;
}

async function publishCreated(ctx: Context, actor: Actor, id: string, userIds: string[], at: Date): Promise<void> {
  const rosters = await loadRosters(ctx.db, [id], ctx.mediaUrl);
  const event: LogEventOf<'chat.created'> = {
    type: 'chat.created',
    chat_id: id,
    seq: 1,
    at: at.toISOString(),
    actor_id: actor.userId,
    data: { user_ids: userIds, participants: rosters.get(id) ?? [], participant_count: userIds.length },
  };
  ctx.publish(event);
}
