import { ServiceError, type ChatKind, type Role } from '@besage/contracts';
import type { Context } from '../context.js';
import type { Actor } from '../operations/actor.js';

/** A chat that the actor is in, and who they are there. */
export interface ChatAccess {
  chat: { id: string; kind: ChatKind; name: string | null; active: boolean; lastSeq: number; participantCount: number };
  participant: { id: string; role: Role; joinedSeq: number; deliveredSeq: number; readSeq: number };
}

/**
 * The only door to a chat: gives it to those who are in it.
 *
 * @throws ServiceError `chat_not_found`, `not_a_participant`
 */
export async function accessChat(ctx: Context, actor: Actor, chatId: string): Promise<ChatAccess> {
  const chat = await ctx.db.chat.findUnique({
    where: { id: chatId },
    include: { participants: { where: { userId: actor.userId } } },
  });
  if (!chat) throw new ServiceError('chat_not_found');
  const [participant] = chat.participants;
  if (!participant) throw new ServiceError('not_a_participant');
  return { chat, participant };
}
