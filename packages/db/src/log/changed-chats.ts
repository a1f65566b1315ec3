import type { Db } from '../create-db.js';

/**
 * How far back the look for changes reaches over the last one: longer than a change can take from the moment that its
 * entry gets its time to the moment that others see it.
 */
const OVERLAP = '20 seconds';

export interface ChatChanges {
  /** The time of the look, by PostgreSQL's clock: the next one starts there. */
  at: Date;
  chats: ChangedChat[];
}

/** A chat with new log entries. */
export interface ChangedChat {
  id: string;
  /** The newest `seq`. */
  lastSeq: number;
  /** Who was put in it, by those of the entries that say so. */
  arrivals: { userIds: string[] }[];
}

/**
 * Asks which chats have changed lately. It costs what has changed, not what there is: entries are appended in the order
 * of time, so a BRIN index finds the newest.
 *
 * @param since the `at` of the look before; `undefined` at the first
 */
export async function changedChats(db: Db, since: Date | undefined): Promise<ChatChanges> {
  const rows = await db.$queryRaw<ChangedRow[]>`
    SELECT t.at, entry.chat_id AS id, max(entry.seq) AS "lastSeq",
      coalesce(
        jsonb_agg(jsonb_build_object('userIds', entry.data -> 'user_ids'))
          FILTER (WHERE entry.type IN ('chat.created', 'participant.added')),
        '[]'
      ) AS arrivals
    FROM (SELECT clock_timestamp()::timestamptz(3) AS at) t
    LEFT JOIN log_entries entry ON entry.at > coalesce(${since ?? null}::timestamptz, now()) - ${OVERLAP}::interval
    GROUP BY t.at, entry.chat_id`;
  return { at: rows[0]?.at ?? new Date(0), chats: rows.filter(isChange) };
}

type ChangedRow = { at: Date } & { [Key in keyof ChangedChat]: ChangedChat[Key] | null };

/** Where nothing has changed there is one row, for the time. */
function isChange(row: ChangedRow): row is { at: Date } & ChangedChat {
  return row.id !== null;
}
