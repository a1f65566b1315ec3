import { uuids, type Db } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';
import { RUSH_BATCH } from './rush-batch.js';

/** Somebody who wants to listen; to no certain chat where `chatId` is null. */
export interface AccessQuestion {
  sessionId: string;
  userId: string;
  chatId: string | null;
}

/** What PostgreSQL says about them. */
export interface Access {
  sessionLives: boolean;
  /** Their name now, while the session lives: a token holds the name of its day. */
  username: string | null;
  chatExists: boolean;
  isParticipant: boolean;
  /** Where the chat's log stood when this was true. */
  lastSeq: number;
}

export type AccessCheck = (question: AccessQuestion) => Promise<Access>;

/** Asks who may listen where. Those who come while others are asked about share the next query. */
export function createAccessCheck(db: Db): AccessCheck {
  const batch = new TurnBatch(
    (asked: AccessQuestion[]) => db.$queryRaw<Access[]>`
    SELECT u.id IS NOT NULL AS "sessionLives", u.username, c.id IS NOT NULL AS "chatExists",
      p.id IS NOT NULL AS "isParticipant", coalesce(c.last_seq, 0) AS "lastSeq"
    FROM unnest(
      ${uuids(asked.map(({ sessionId }) => sessionId))}, ${uuids(asked.map(({ userId }) => userId))},
      ${uuids(asked.map(({ chatId }) => chatId))}
    ) WITH ORDINALITY AS q (session_id, user_id, chat_id, ord)
    LEFT JOIN sessions s ON s.id = q.session_id AND s.ended_at IS NULL AND s.expires_at > now()
    LEFT JOIN users u ON u.id = s.user_id AND u.id = q.user_id AND u.active
    LEFT JOIN chats c ON c.id = q.chat_id
    LEFT JOIN participants p ON p.chat_id = c.id AND p.user_id = q.user_id
    ORDER BY q.ord`,
    { atOnce: 1, atLeast: RUSH_BATCH },
  );
  return (question) => batch.add(question);
}
