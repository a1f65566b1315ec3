import {
  messageStatuses,
  type Attachment,
  type Message,
  type MessageStatus,
  type Reaction,
  type ReactionType,
  type StatusCounts,
} from '@besage/contracts';
import { presentUserSummary, type MediaUrl, type UserSummaryRow } from './user.js';

export interface MessageRow {
  id: string;
  chatId: string;
  seq: number;
  clientId: string;
  content: string;
  replyToId: string | null;
  sentAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  sender: UserSummaryRow;
  reactions: ReactionRow[];
  mentions: { id: string; username: string }[];
  attachments: AttachmentRow[];
}

export interface ReactionRow {
  id: string;
  userId: string;
  username: string;
  type: ReactionType;
  /** A time, in any form that `Date` reads: rows that came as JSON have strings. */
  reactedAt: Date | string;
}

export interface AttachmentRow {
  id: string;
  key: string;
  contentType: string;
  bytes: number;
  width: number;
  height: number;
}

/** Somebody in the chat, with how far they got. */
export interface ReceiverRow {
  id: string;
  joinedSeq: number;
  deliveredSeq: number;
  readSeq: number;
  deliveredAt: Date;
  readAt: Date;
  user: UserSummaryRow;
}

/** How far the receivers of a message got: everyone by name, or in large chats only how many. */
export type Receivers = ({ rows: ReceiverRow[] } | { counts: StatusCounts }) & {
  /** What they had reached when the last of them left, where none is in the chat any more. */
  final?: MessageStatus | undefined;
};

/** A message's row and how far its receivers got → the message as clients see it. */
export function presentMessage(message: MessageRow, receivers: Receivers, mediaUrl: MediaUrl): Message {
  const statuses = 'rows' in receivers ? presentStatuses(message, receivers.rows, mediaUrl) : [];
  const isDeleted = message.deletedAt !== null;
  const counts = 'counts' in receivers ? receivers.counts : countStatuses(statuses);
  return {
    id: message.id,
    chat: message.chatId,
    seq: message.seq,
    sender: presentUserSummary(message.sender, mediaUrl),
    content: isDeleted ? '' : message.content,
    status: statusOfAll(counts) ?? receivers.final ?? 'sent',
    sent_at: message.sentAt.toISOString(),
    edited_at: message.editedAt?.toISOString() ?? null,
    deleted: isDeleted,
    client_id: message.clientId,
    reply_to: message.replyToId,
    attachments: isDeleted ? [] : message.attachments.map((row) => presentAttachment(row, mediaUrl)),
    reactions: isDeleted ? [] : message.reactions.map((row) => presentReaction(row, message.id)),
    mentions: isDeleted ? [] : message.mentions,
    statuses,
    ...('counts' in receivers && { status_counts: receivers.counts }),
  };
}

/** A reaction's row → the reaction as clients see it. */
export function presentReaction(reaction: ReactionRow, messageId: string): Reaction {
  const { id, userId, username, type, reactedAt } = reaction;
  return { id, message: messageId, user: userId, username, type, reacted_at: new Date(reactedAt).toISOString() };
}

/** An attachment's row → the attachment as clients see it. */
export function presentAttachment(attachment: AttachmentRow, mediaUrl: MediaUrl): Attachment {
  const { id, key, contentType, bytes, width, height } = attachment;
  return { id, url: mediaUrl(key), content_type: contentType, bytes, width, height };
}

/** Whether anybody in the chat is a receiver of the message. */
export function hasReceivers(message: MessageRow, receivers: Receivers): boolean {
  return 'rows' in receivers
    ? receiversAmong(message, receivers.rows).length > 0
    : statusOfAll(receivers.counts) !== undefined;
}

function receiversAmong(message: MessageRow, rows: ReceiverRow[]): ReceiverRow[] {
  return rows.filter((row) => row.user.id !== message.sender.id && row.joinedSeq < message.seq);
}

function presentStatuses(message: MessageRow, rows: ReceiverRow[], mediaUrl: MediaUrl): Message['statuses'] {
  return receiversAmong(message, rows).map((row) => ({
    id: statusId(message.id, row.id),
    receiver: presentUserSummary(row.user, mediaUrl),
    ...reached(message, row),
  }));
}

function reached(message: MessageRow, row: ReceiverRow): { status: MessageStatus; updated_at: string } {
  if (row.readSeq >= message.seq) return { status: 'read', updated_at: row.readAt.toISOString() };
  if (row.deliveredSeq >= message.seq) return { status: 'delivered', updated_at: row.deliveredAt.toISOString() };
  return { status: 'sent', updated_at: message.sentAt.toISOString() };
}

function countStatuses(statuses: Message['statuses']): StatusCounts {
  const counts = { sent: 0, delivered: 0, read: 0 };
  for (const { status } of statuses) counts[status] += 1;
  return counts;
}

/** What all receivers have reached; `undefined` where there are none. */
function statusOfAll(counts: StatusCounts): MessageStatus | undefined {
  return messageStatuses.find((status) => counts[status] > 0);
}

/**
 * The id of one receiver's status of one message. There is no row behind it (receipts are pointers), so it is made from
 * the ids of both: the message's time and version bits, and the random bits of the two mixed. The same each time.
 */
export function statusId(messageId: string, participantId: string): string {
  const tail = BigInt(`0x${messageId.slice(24)}`) ^ BigInt(`0x${participantId.slice(24)}`);
  return messageId.slice(0, 24) + tail.toString(16).padStart(12, '0');
}
