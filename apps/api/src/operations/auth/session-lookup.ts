import type { Db } from '@besage/db';
import type { Actor } from '../actor.js';

interface Waiting {
  resolve: (actor: Actor | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Tells whether a session still lives, and whose it is. Every request asks, so those that come in the same turn of the
 * event loop share one query: out means out at the next request, and it costs little.
 */
export class SessionLookup {
  private readonly db: Db;
  private waiting = new Map<string, Waiting[]>();

  constructor(db: Db) {
    this.db = db;
  }

  /** The person behind a session; `undefined` when it has ended or the person was deactivated. */
  find(sessionId: string): Promise<Actor | undefined> {
    if (this.waiting.size === 0) setImmediate(() => void this.flush());
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(sessionId) ?? [];
      waiting.push({ resolve, reject });
      this.waiting.set(sessionId, waiting);
    });
  }

  private async flush(): Promise<void> {
    const asked = this.waiting;
    this.waiting = new Map();
    try {
      const actors = await this.load([...asked.keys()]);
      for (const [id, waiting] of asked) for (const { resolve } of waiting) resolve(actors.get(id));
    } catch (error) {
      for (const waiting of asked.values()) for (const { reject } of waiting) reject(error);
    }
  }

  private async load(sessionIds: string[]): Promise<Map<string, Actor>> {
    const rows = await this.db.$queryRaw<Actor[]>`
      SELECT s.id AS "sessionId", u.id AS "userId", u.username, u.is_staff AS "isStaff"
      FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.id = ANY (${sessionIds}::uuid[]) AND s.ended_at IS NULL AND s.expires_at > now() AND u.active`;
    return new Map(rows.map((actor) => [actor.sessionId, actor]));
  }
}
