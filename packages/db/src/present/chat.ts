import type { Chat, ChatKind, Message, Participant } from '@besage/contracts';

export interface ChatRow {
  id: string;
  kind: ChatKind;
  name: string | null;
  active: boolean;
  createdAt: Date;
  participantCount: number;
  unreadCount: number;
  /** The first of them, presented. */
  participants: Participant[];
  lastMessage: Message | undefined;
}

/** A chat's row and what was loaded beside it → the chat as one person sees it. */
export function presentChat(chat: ChatRow, viewerId: string): Chat {
  return {
    id: chat.id,
    name: chat.name ?? nameOfDirect(chat, viewerId),
    kind: chat.kind,
    created_at: chat.createdAt.toISOString(),
    active: chat.active,
    participants: chat.participants,
    last_message: chat.lastMessage ?? null,
    participant_count: chat.participantCount,
    unread_count: chat.unreadCount,
  };
}

/** A direct chat without a name is called after the other person. */
function nameOfDirect({ kind, participants }: ChatRow, viewerId: string): string | null {
  if (kind !== 'direct') return null;
  return participants.find(({ user }) => user.id !== viewerId)?.user.username ?? null;
}
