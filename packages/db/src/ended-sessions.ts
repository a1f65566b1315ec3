import type { Db } from './create-db.js';

/** How far back the look reaches over the last one: longer than the transaction that ends a session can take. */
const OVERLAP = '20 seconds';

export interface EndedSessions {
  /** The time of the look, by PostgreSQL's clock: the next one starts there. */
  at: Date;
  sessions: { id: string; userId: string }[];
}

/**
 * Asks which sessions have ended lately, by logout or by somebody's hand. It costs what has ended, not what there is.
 *
 * @param since the `at` of the look before; `undefined` at the first
 */
export async function endedSessions(db: Db, since: Date | undefined): Promise<EndedSessions> {
  const rows = await db.$queryRaw<EndedRow[]>`
    SELECT t.at, s.id, s.user_id AS "userId"
    FROM (SELECT clock_timestamp()::timestamptz(3) AS at) t
    LEFT JOIN sessions s ON s.ended_at > coalesce(${since ?? null}::timestamptz, now()) - ${OVERLAP}::interval`;
  return {
    at: rows[0]?.at ?? new Date(0),
    sessions: rows.flatMap(({ id, userId }) => (id && userId ? [{ id, userId }] : [])),
  };
}

/** Where no session has ended there is one row, for the time. */
interface EndedRow {
  at: Date;
  id: string | null;
  userId: string | null;
}
