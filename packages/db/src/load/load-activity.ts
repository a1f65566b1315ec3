import type { Db } from '../create-db.js';
import { uuids } from '../sql.js';

/** When something of chats and people last happened. */
export interface Activity {
  /** When a chat was last active, by its id. */
  activityAt: Map<string, Date>;
  /** When a person was last online, by their id; who never was is missing. */
  lastSeenAt: Map<string, Date>;
}

/** Loads when these chats were last active and these people last online, in two queries. */
export async function loadActivity(db: Db, chatIds: string[], userIds: string[]): Promise<Activity> {
  const [chats, users] = await Promise.all([
    db.$queryRaw<{ id: string; at: Date }[]>`
      SELECT id, activity_at AS at FROM chats WHERE id = ANY (${uuids(chatIds)})`,
    db.$queryRaw<{ id: string; at: Date }[]>`
      SELECT id, last_seen_at AS at FROM users WHERE id = ANY (${uuids(userIds)}) AND last_seen_at IS NOT NULL`,
  ]);
  return { activityAt: timesById(chats), lastSeenAt: timesById(users) };
}

function timesById(rows: { id: string; at: Date }[]): Map<string, Date> {
  return new Map(rows.map(({ id, at }) => [id, at]));
}
