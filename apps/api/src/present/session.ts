import type { Session } from '@besage/contracts';

export interface SessionRow {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  refreshedAt: Date;
  expiresAt: Date;
}

/** A session's row → the session as staff see it. */
export function presentSession(session: SessionRow): Session {
  return {
    id: session.id,
    user_agent: session.userAgent,
    created_at: session.createdAt.toISOString(),
    refreshed_at: session.refreshedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
  };
}
