import { ServiceError, type Message } from '@besage/contracts';
import type { Context } from '../../context.js';

/** A message as clients see it. Whether they may is the caller's to check. */
export async function viewMessage(ctx: Context, messageId: string): Promise<Message> {
  const [message] = await ctx.findMessages([messageId]);
  if (!message) throw new ServiceError('message_not_found');
  return message;
}
