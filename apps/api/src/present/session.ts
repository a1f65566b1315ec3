import type { OwnSession, Session } from '@besage/contracts';

export interface SessionRow {
  id: string;
  userAgent: string | null;
  address: string | null;
  createdAt: Date;
  refreshedAt: Date;
  usedAt: Date | null;
  expiresAt: Date;
}

/** A session's row → the session as staff see it. */
export function presentSession({ id, userAgent, createdAt, refreshedAt, usedAt, expiresAt }: SessionRow): Session {
  const used = usedAt && usedAt > refreshedAt ? usedAt : refreshedAt;
  return {
    id,
    user_agent: userAgent,
    created_at: createdAt.toISOString(),
    refreshed_at: refreshedAt.toISOString(),
    used_at: used.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

/** A session's row → the session as its own person sees it. */
export function presentOwnSession(session: SessionRow, currentId: string): OwnSession {
  return { ...presentSession(session), address: session.address, current: session.id === currentId };
}
