import type { AuditAction } from '@besage/contracts';
import type { Prisma } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Actor } from '../actor.js';
import type { Transaction } from '../log/change-chat.js';

/** Who answers for an act: a person who is staff, or `null`, somebody with a terminal on the server. */
export type Accountable = Pick<Actor, 'userId'> | null;

interface Act {
  action: AuditAction;
  target: string;
  data?: Prisma.InputJsonObject;
}

/** Writes an act into the audit: in the transaction that does it, and before anything of others is shown. */
export async function recordAct(
  db: Pick<Transaction, 'auditEntry'>,
  actor: Accountable,
  { action, target, data }: Act,
): Promise<void> {
  await db.auditEntry.create({
    data: { id: newId(), actorId: actor?.userId ?? null, action, target, ...(data && { data }) },
  });
}
