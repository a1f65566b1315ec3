import { ServiceError, type LogEventType, type Role } from '@besage/contracts';
import { readLog, type Prisma } from '@besage/db';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

/** A client inside a transaction. */
export type Transaction = Prisma.TransactionClient;

/** A chat whose log is locked: nobody else changes the chat, or sends to it, until the transaction ends. */
export interface LockedChat {
  id: string;
  kind: 'direct' | 'group';
  name: string | null;
  active: boolean;
  participantCount: number;
  /** The place that the entry of this change gets. */
  seq: number;
}

/** Who the actor is in the chat, as of the lock. */
export interface Member {
  id: string;
  role: Role;
}

/** What a change writes into the log. */
export interface Entry {
  type: LogEventType;
  /** What the entry points at: a message. */
  subject?: string;
  data?: Prisma.InputJsonObject;
}

/**
 * Makes one durable change of a chat: locks the chat, lets `change` look and do it, appends the entry of the log, commits,
 * and publishes the event as the log tells it. So what is heard live and what is read later are made by the same code.
 *
 * @param change what is to be done; it throws to refuse, and returns `undefined` where there is nothing to change
 * @throws ServiceError `chat_not_found`, and what `change` throws
 */
export async function changeChat(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  chatId: string,
  change: (tx: Transaction, chat: LockedChat, me: Member | undefined) => Promise<Entry | undefined>,
): Promise<void> {
  const seq = await ctx.db.$transaction(async (tx) => {
    const chat = await lockChat(tx, chatId);
    const me = await tx.participant.findUnique({ where: { chatId_userId: { chatId, userId: actor.userId } } });
    const entry = await change(tx, chat, me ?? undefined);
    if (!entry) return undefined;
    await append(tx, actor, chat, entry);
    return chat.seq;
  });
  if (seq !== undefined) await publishEntry(ctx, chatId, seq);
}

async function lockChat(tx: Transaction, chatId: string): Promise<LockedChat> {
  const [chat] = await tx.$queryRaw<LockedChat[]>`
    SELECT id, kind, name, active, participant_count AS "participantCount", last_seq + 1 AS seq
    FROM chats WHERE id = ${chatId}::uuid FOR NO KEY UPDATE`;
  if (!chat) throw new ServiceError('chat_not_found');
  return chat;
}

async function append(tx: Transaction, actor: Pick<Actor, 'userId'>, chat: LockedChat, entry: Entry): Promise<void> {
  const { type, subject = null, data } = entry;
  const rosterSeq = type.startsWith('participant.') ? { rosterSeq: chat.seq } : {};
  await tx.chat.update({ where: { id: chat.id }, data: { lastSeq: chat.seq, ...rosterSeq } });
  await tx.logEntry.create({
    data: { chatId: chat.id, seq: chat.seq, type, actorId: actor.userId, subject, ...(data && { data }) },
  });
}

/** Publishes an entry as the log tells it. Never throws: what cannot be read now, gateways find in the log. */
export async function publishEntry(ctx: Context, chatId: string, seq: number): Promise<void> {
  try {
    const { events } = await readLog(ctx.db, chatId, seq - 1, 1, ctx.mediaUrl);
    for (const event of events) ctx.publish(event);
  } catch (error) {
    ctx.log.warn({ err: error, chat: chatId, seq }, 'event not published');
  }
}
