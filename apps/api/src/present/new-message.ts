import type { Message } from '@besage/contracts';
import {
  presentMessage,
  presentReceiver,
  presentUserSummary,
  type AppendedMessage,
  type MediaUrl,
  type NewMessage,
  type Receivers,
} from '@besage/db';

/** A message that was stored just now → the message as clients see it: nobody has received it yet. */
export function presentNewMessage(message: NewMessage, stored: AppendedMessage, mediaUrl: MediaUrl): Message {
  const { seq, senderName, senderImage } = stored;
  const sentAt = stored.sentAt.toISOString();
  const sender = presentUserSummary(
    { id: message.senderId, username: senderName, profileImage: senderImage },
    mediaUrl,
  );
  const row = { seq, sentAt, editedAt: null, deleted: false, ...message };
  const receivers = receiversOf(stored, sentAt, mediaUrl);
  return presentMessage(row, { sender, carried: stored, receivers }, mediaUrl);
}

function receiversOf({ roster, participantCount }: AppendedMessage, sentAt: string, mediaUrl: MediaUrl): Receivers {
  if (!roster) return { counts: { sent: participantCount - 1, delivered: 0, read: 0 } };
  const nothing = { joinedSeq: 0, deliveredSeq: 0, readSeq: 0, deliveredAt: sentAt, readAt: sentAt };
  const rows = roster.map(({ id, user_id: userId, username, profile_image: profileImage }) =>
    presentReceiver({ id, userId, username, profileImage, ...nothing }, mediaUrl),
  );
  return { rows };
}
