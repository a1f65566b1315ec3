import type { ReceiptKind } from '@besage/contracts';
import { UP_TO_NOW, type AdvancedReceipt } from '@besage/db';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';

export interface AdvanceReceiptInput {
  chatId: string;
  kind: ReceiptKind;
  /** Up to where; everything, where it is left out. */
  seq?: number | undefined;
}

/**
 * Says that messages have reached the actor, or that they were read. Receipts only move forward; one that says nothing
 * new moves nothing and nobody hears of it.
 *
 * @returns how it moved; `undefined` when it did not
 */
export function advanceReceipt(
  ctx: Context,
  actor: Pick<Actor, 'userId'>,
  { chatId, kind, seq = UP_TO_NOW }: AdvanceReceiptInput,
): Promise<AdvancedReceipt | undefined> {
  return ctx.receipts.add({ chatId, userId: actor.userId, deliveredSeq: seq, readSeq: kind === 'read' ? seq : 0 });
}
