import type { Db } from '@besage/db';

/** What PostgreSQL says about somebody who wants to listen to a chat. */
export interface Access {
  sessionLives: boolean;
  chatExists: boolean;
  isParticipant: boolean;
  /** Where the chat's log stood when this was true. */
  lastSeq: number;
}

interface Question {
  sessionId: string;
  userId: string;
  chatId: string;
}

interface Waiting extends Question {
  resolve: (access: Access) => void;
  reject: (error: unknown) => void;
}

/** Questions that one query answers at the most. */
const BATCH_MAX = 500;

/** Asks who may listen where. Those who come in the same turn of the event loop share one query. */
export class AccessCheck {
  private readonly db: Db;
  private waiting: Waiting[] = [];

  constructor(db: Db) {
    this.db = db;
  }

  ask(question: Question): Promise<Access> {
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    return new Promise((resolve, reject) => this.waiting.push({ ...question, resolve, reject }));
  }

  private flush(): void {
    const asked = this.waiting;
    this.waiting = [];
    for (let from = 0; from < asked.length; from += BATCH_MAX) void this.answer(asked.slice(from, from + BATCH_MAX));
  }

  private async answer(asked: Waiting[]): Promise<void> {
    try {
      const rows = await this.db.$queryRaw<Access[]>`
        SELECT u.id IS NOT NULL AS "sessionLives", c.id IS NOT NULL AS "chatExists",
          p.id IS NOT NULL AS "isParticipant", coalesce(c.last_seq, 0) AS "lastSeq"
        FROM unnest(
          ${asked.map(({ sessionId }) => sessionId)}::uuid[], ${asked.map(({ userId }) => userId)}::uuid[],
          ${asked.map(({ chatId }) => chatId)}::uuid[]
        ) WITH ORDINALITY AS q (session_id, user_id, chat_id, ord)
        LEFT JOIN sessions s ON s.id = q.session_id AND s.ended_at IS NULL AND s.expires_at > now()
        LEFT JOIN users u ON u.id = s.user_id AND u.id = q.user_id AND u.active
        LEFT JOIN chats c ON c.id = q.chat_id
        LEFT JOIN participants p ON p.chat_id = c.id AND p.user_id = q.user_id
        ORDER BY q.ord`;
      asked.forEach(({ resolve, reject }, index) => {
        const access = rows[index];
        if (access) resolve(access);
        else reject(new Error('PostgreSQL answered with too few rows'));
      });
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
