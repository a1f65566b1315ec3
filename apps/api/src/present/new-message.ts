import type { Message } from '@besage/contracts';
import { presentMessage, type AppendedMessage, type MediaUrl, type NewMessage, type Receivers } from '@besage/db';

/** A message that was stored just now → the message as clients see it: nobody has received it yet. */
export function presentNewMessage(message: NewMessage, stored: AppendedMessage, mediaUrl: MediaUrl): Message {
  const { seq, sentAt, senderName, senderImage, mentions, attachments } = stored;
  const sender = { id: message.senderId, username: senderName, profileImage: senderImage };
  return presentMessage(
    { ...message, seq, sentAt, sender, mentions, attachments, reactions: [], editedAt: null, deletedAt: null },
    receiversOf(stored),
    mediaUrl,
  );
}

function receiversOf({ roster, participantCount, sentAt }: AppendedMessage): Receivers {
  if (!roster) return { counts: { sent: participantCount - 1, delivered: 0, read: 0 } };
  return {
    rows: roster.map(({ id, user_id, username, profile_image }) => ({
      id,
      user: { id: user_id, username, profileImage: profile_image },
      joinedSeq: 0,
      deliveredSeq: 0,
      readSeq: 0,
      deliveredAt: sentAt,
      readAt: sentAt,
    })),
  };
}
