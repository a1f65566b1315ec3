import { countSaidByOthers } from '@besage/db';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { advanceReceipt } from './advance-receipt.js';

/**
 * Says that everything in a chat was read. Who may is the caller's to check.
 *
 * @returns how many messages of others were not read before
 */
export async function markChatRead(ctx: Context, actor: Actor, chatId: string): Promise<number> {
  const moved = await advanceReceipt(ctx, actor, { chatId, kind: 'read' });
  if (!moved) return 0;
  return countSaidByOthers(ctx.db, { chatId, userId: actor.userId, after: moved.readBefore, upTo: moved.readSeq });
}
