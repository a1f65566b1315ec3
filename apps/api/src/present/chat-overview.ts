import type { ChatKind, ChatOverview, Participant } from '@besage/contracts';

export interface ChatOverviewRow {
  id: string;
  name: string | null;
  kind: ChatKind;
  active: boolean;
  createdAt: Date;
  activityAt: Date;
  participantCount: number;
}

/** A chat's row and the first who are in it → the chat from outside. */
export function presentChatOverview(chat: ChatOverviewRow, participants: Participant[]): ChatOverview {
  return {
    id: chat.id,
    name: chat.name,
    kind: chat.kind,
    active: chat.active,
    created_at: chat.createdAt.toISOString(),
    activity_at: chat.activityAt.toISOString(),
    participants,
    participant_count: chat.participantCount,
  };
}
