import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { Transaction } from '../log/change-chat.js';
import { rowOf, type Device } from './device.js';

export interface TokenPair {
  access: string;
  refresh: string;
}

/** Who logs in, as their access token says it. */
export interface SessionOwner {
  id: string;
  username: string;
  isStaff: boolean;
}

/** Starts a session for somebody who has just proven who they are. */
export async function startSession(
  ctx: Context,
  owner: SessionOwner,
  device: Device,
  db: Pick<Transaction, 'session'> = ctx.db,
): Promise<TokenPair> {
  const id = newId();
  const refresh = ctx.tokens.signRefresh({ sessionId: id, userId: owner.id });
  await db.session.create({
    data: {
      id,
      userId: owner.id,
      refreshHash: new Uint8Array(refresh.hash),
      ...rowOf(device),
      expiresAt: refresh.expiresAt,
    },
  });
  return { access: signAccess(ctx, owner, id), refresh: refresh.token };
}

/** An access token for a session. */
export function signAccess(ctx: Context, owner: SessionOwner, sessionId: string): string {
  return ctx.tokens.signAccess({ userId: owner.id, username: owner.username, sessionId, isStaff: owner.isStaff });
}
