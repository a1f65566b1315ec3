import type { Db } from '../create-db.js';

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
    db.chat.findMany({ where: { id: { in: chatIds } }, select: { id: true, activityAt: true } }),
    db.user.findMany({ where: { id: { in: userIds } }, select: { id: true, lastSeenAt: true } }),
  ]);
  return {
    activityAt: new Map(chats.map(({ id, activityAt }) => [id, activityAt])),
    lastSeenAt: new Map(users.flatMap(({ id, lastSeenAt }) => (lastSeenAt ? [[id, lastSeenAt] as const] : []))),
  };
}
