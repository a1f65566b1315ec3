import type { Participant } from '@besage/contracts';
import { presentUserSummary, type MediaUrl, type UserSummaryRow } from './user.js';

export interface ParticipantRow {
  id: string;
  chatId: string;
  role: Participant['role'];
  joinedAt: Date;
  user: UserSummaryRow;
}

/** A participant's row → the participant as clients see them. */
export function presentParticipant(row: ParticipantRow, mediaUrl: MediaUrl): Participant {
  return {
    id: row.id,
    chat: row.chatId,
    user: presentUserSummary(row.user, mediaUrl),
    role: row.role,
    joined_at: row.joinedAt.toISOString(),
  };
}
