import { ServiceError, limits } from '@besage/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import type { Sent } from './send-batch.js';

export interface SendMessageInput {
  chatId: string;
  content: string;
  /** The sender's own id of this message: sent again with it, nothing is stored twice. */
  clientId?: string | undefined;
  replyTo?: string | null | undefined;
}

/**
 * Sends a message, or finds the one that was sent with the same `clientId`.
 *
 * @throws ServiceError `content_required`, `content_too_long`, `chat_not_found`, `not_a_participant`, `chat_archived`,
 *   `reply_not_found`, `unavailable`
 */
export async function sendMessage(ctx: Context, actor: Pick<Actor, 'userId'>, input: SendMessageInput): Promise<Sent> {
  if (input.content.trim() === '') throw new ServiceError('content_required');
  if (input.content.length > limits.contentLength) throw new ServiceError('content_too_long');
  const id = uuidv7();
  // Ids may come in capitals, and leave as PostgreSQL writes them: clients and rooms compare them as strings.
  return ctx.sends.add({
    id,
    chatId: input.chatId.toLowerCase(),
    senderId: actor.userId,
    clientId: input.clientId ?? id,
    content: storable(input.content),
    replyToId: input.replyTo?.toLowerCase() ?? null,
  });
}

/** What PostgreSQL cannot hold in a text: the null character and halves of surrogate pairs. */
function storable(content: string): string {
  return content.replaceAll('\0', '\uFFFD').toWellFormed();
}
