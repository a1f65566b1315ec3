import type { ChatKind, Role } from '@besage/contracts';
import { uuids, type Db } from '@besage/db';
import { TurnBatch } from '@besage/service-kit';

/** A chat that somebody is in, and who they are there. */
export interface ChatAccess {
  chat: { id: string; kind: ChatKind; name: string | null; active: boolean; lastSeq: number; participantCount: number };
  participant: { id: string; role: Role; joinedSeq: number; deliveredSeq: number; readSeq: number };
}

interface Question {
  chatId: string;
  userId: string;
}

interface Answer {
  /** `null`: there is none. */
  chat: ChatAccess['chat'] | null;
  /** `null`: the person is not in it. */
  participant: ChatAccess['participant'] | null;
}

/** Tells of a chat, and of a person's place in it. */
export type AccessLookup = (question: Question) => Promise<Answer>;

/** Looks up who is in which chat. Most requests ask, so those that come together share one query. */
export function createAccessLookup(db: Db): AccessLookup {
  const batch = new TurnBatch((questions: Question[]) => {
    const [chatIds, userIds] = [questions.map(({ chatId }) => chatId), questions.map(({ userId }) => userId)];
    return db.$queryRaw<Answer[]>`
      SELECT
        CASE WHEN c.id IS NOT NULL THEN json_build_object(
          'id', c.id, 'kind', c.kind, 'name', c.name, 'active', c.active, 'lastSeq', c.last_seq,
          'participantCount', c.participant_count
        ) END AS chat,
        CASE WHEN p.id IS NOT NULL THEN json_build_object(
          'id', p.id, 'role', p.role, 'joinedSeq', p.joined_seq, 'deliveredSeq', p.delivered_seq, 'readSeq', p.read_seq
        ) END AS participant
      FROM unnest(${uuids(chatIds)}, ${uuids(userIds)}) WITH ORDINALITY AS asked (chat_id, user_id, ord)
      LEFT JOIN chats c ON c.id = asked.chat_id
      LEFT JOIN participants p ON p.chat_id = asked.chat_id AND p.user_id = asked.user_id
      ORDER BY asked.ord`;
  });
  return (question) => batch.add(question);
}
