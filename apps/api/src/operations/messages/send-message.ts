import { endWith, newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { checkContent, mentionKeys } from './content.js';
import type { Sent } from './send-batch.js';

export interface SendMessageInput {
  chatId: string;
  content: string;
  /** The sender's own id of this message: sent again with it, nothing is stored twice. */
  clientId?: string | undefined;
  replyTo?: string | null | undefined;
  attachmentIds?: string[] | undefined;
  /** Of the trace that goes on here. */
  traceparent?: string | undefined;
}

/**
 * Sends a message, or finds the one that was sent with the same `clientId`.
 *
 * @throws ServiceError `content_required`, `content_too_long`, `chat_not_found`, `not_a_participant`, `chat_archived`,
 *   `reply_not_found`, `attachment_not_found`, `unavailable`
 */
export async function sendMessage(ctx: Context, actor: Pick<Actor, 'userId'>, input: SendMessageInput): Promise<Sent> {
  const attachmentIds = [...new Set(input.attachmentIds ?? [])];
  const content = checkContent(input.content, attachmentIds.length > 0);
  const id = newId();
  const span = ctx.tracer?.start('send message', { parent: input.traceparent, kind: 'consumer' });
  const message = {
    id,
    chatId: input.chatId,
    senderId: actor.userId,
    clientId: input.clientId ?? id,
    content,
    replyToId: input.replyTo ?? null,
    mentionKeys: mentionKeys(content),
    attachmentIds,
  };
  return endWith(span, ctx.sends.add(message, span));
}
