import { uuids, type Db } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';
import type { Actor } from '../actor.js';

/** Minutes between two uses of a session that are noted. */
export const NOTED_EVERY = 15;

interface LiveSession extends Actor {
  /** Whether its last use that was noted is some time ago. */
  isUnnoted: boolean;
}

/** Tells the person behind a session; `undefined` when it has ended or the person was deactivated. */
export type SessionLookup = (sessionId: string) => Promise<LiveSession | undefined>;

/**
 * Looks sessions up. Every request asks, so those that come together share one query: out means out at the next request,
 * and it costs little.
 */
export function createSessionLookup(db: Db): SessionLookup {
  const batch = new TurnBatch(async (sessionIds: string[]) => {
    const rows = await db.$queryRaw<LiveSession[]>`
      SELECT s.id AS "sessionId", u.id AS "userId", u.username, u.is_staff AS "isStaff",
        greatest(s.used_at, s.refreshed_at) < now() - make_interval(mins => ${NOTED_EVERY}) AS "isUnnoted"
      FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.id = ANY (${uuids(sessionIds)}) AND s.ended_at IS NULL AND s.expires_at > now() AND u.active`;
    const actors = new Map(rows.map((actor) => [actor.sessionId, actor]));
    return sessionIds.map((id) => actors.get(id));
  });
  return (sessionId) => batch.add(sessionId);
}
