import { ServiceError, type Message } from '@besage/contracts';
import { loadMessages } from '@besage/db';
import type { Context } from '../../context.js';

/** A message as clients see it. Whether they may is the caller's to check. */
export async function viewMessage(ctx: Context, messageId: string): Promise<Message> {
  const [message] = await loadMessages(ctx.db, [messageId], ctx.mediaUrl);
  if (!message) throw new ServiceError('message_not_found');
  return message;
}
