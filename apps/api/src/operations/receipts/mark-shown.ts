import type { Message } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { ChatAccess } from '../../permissions/access-lookup.js';
import type { Actor } from '../actor.js';
import { advanceReceipt } from './advance-receipt.js';

/**
 * Says that what is about to be shown of a chat has reached the actor, where that is news.
 *
 * @param messages newest first
 */
export async function markShown(
  ctx: Context,
  actor: Actor,
  { chat, participant }: ChatAccess,
  messages: Message[],
): Promise<void> {
  const [newest] = messages;
  if (!newest || newest.seq <= participant.deliveredSeq) return;
  await advanceReceipt(ctx, actor, { chatId: chat.id, kind: 'delivered', seq: newest.seq });
}
