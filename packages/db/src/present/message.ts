import {
  messageStatuses,
  type Attachment,
  type Message,
  type MessageStatus,
  type Reaction,
  type ReactionType,
  type StatusCounts,
  type UserSummary,
} from '@besage/contracts';
import { presentUserSummary, type MediaUrl } from './user.js';

export interface MessageRow {
  id: string;
  chatId: string;
  seq: number;
  clientId: string;
  content: string;
  replyToId: string | null;
  /** ISO 8601. */
  sentAt: string;
  /** ISO 8601. */
  editedAt: string | null;
  deleted: boolean;
  senderId: string;
}

/** What may hang on a message, and on most does not. */
export interface Carried {
  reactions?: ReactionRow[];
  mentions?: { id: string; username: string }[];
  attachments?: AttachmentRow[];
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
  /** ISO 8601. */
  deliveredAt: string;
  /** ISO 8601. */
  readAt: string;
  userId: string;
  username: string;
  profileImage: string | null;
}

/** Somebody in the chat as all its messages tell of them: made once for all. */
export interface Receiver extends Omit<ReceiverRow, 'userId' | 'username' | 'profileImage'> {
  user: UserSummary;
  /** Of its id, see {@link statusId}. */
  tail: Tail;
}

/** How far the receivers of a message got: everyone by name, or in large chats only how many. */
export type Receivers = { rows: Receiver[] } | { counts: StatusCounts };

/** What belongs to a message and is not in its row. */
export interface AroundMessage {
  sender: UserSummary;
  carried?: Carried | undefined;
  receivers: Receivers;
  /** What the receivers had reached when the last of them left, where none is in the chat any more. */
  final?: MessageStatus | undefined;
}

/** A participant's row → the participant as a receiver. */
export function presentReceiver(row: ReceiverRow, mediaUrl: MediaUrl): Receiver {
  const { id, joinedSeq, deliveredSeq, readSeq, deliveredAt, readAt, userId, username, profileImage } = row;
  const user = presentUserSummary({ id: userId, username, profileImage }, mediaUrl);
  return { id, tail: tailOf(id), joinedSeq, deliveredSeq, readSeq, deliveredAt, readAt, user };
}

/** A message's row and what belongs to it → the message as clients see it. */
export function presentMessage(message: MessageRow, around: AroundMessage, mediaUrl: MediaUrl): Message {
  const { sender, receivers, carried, final = 'sent' } = around;
  const { deleted } = message;
  const { reactions = [], mentions = [], attachments = [] } = deleted ? {} : (carried ?? {});
  const statuses = 'rows' in receivers ? presentStatuses(message, receivers.rows) : [];
  const counts = 'counts' in receivers ? receivers.counts : countStatuses(statuses);
  const presented: Message = {
    id: message.id,
    chat: message.chatId,
    seq: message.seq,
    sender,
    content: deleted ? '' : message.content,
    status: statusOfAll(counts) ?? final,
    sent_at: message.sentAt,
    edited_at: message.editedAt,
    deleted,
    client_id: message.clientId,
    reply_to: message.replyToId,
    attachments: attachments.map((row) => presentAttachment(row, mediaUrl)),
    reactions: reactions.map((row) => presentReaction(row, message.id)),
    mentions,
    statuses,
  };
  if ('counts' in receivers) presented.status_counts = receivers.counts;
  return presented;
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
    ? receivers.rows.some((one) => isReceiver(one, message))
    : statusOfAll(receivers.counts) !== undefined;
}

function isReceiver({ user, joinedSeq }: Receiver, message: MessageRow): boolean {
  return user.id !== message.senderId && joinedSeq < message.seq;
}

function presentStatuses(message: MessageRow, receivers: Receiver[]): Message['statuses'] {
  const statuses: Message['statuses'] = [];
  const idFor = statusIds(message.id);
  for (const one of receivers) {
    if (!isReceiver(one, message)) continue;
    const status = reached(one, message.seq);
    const updated_at = status === 'sent' ? message.sentAt : status === 'read' ? one.readAt : one.deliveredAt;
    statuses.push({ id: idFor(one.tail), receiver: one.user, status, updated_at });
  }
  return statuses;
}

function reached({ deliveredSeq, readSeq }: Receiver, seq: number): MessageStatus {
  if (readSeq >= seq) return 'read';
  return deliveredSeq >= seq ? 'delivered' : 'sent';
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
  return statusIds(messageId)(tailOf(participantId));
}

/** The last 48 bits of an id in four numbers: a page of messages has very many ids of statuses to make. */
type Tail = readonly [number, number, number, number];

function tailOf(id: string): Tail {
  const digits = (from: number) => Number.parseInt(id.slice(from, from + 3), 16);
  return [digits(24), digits(27), digits(30), digits(33)];
}

/** What three hexadecimal digits can say. */
const HEX = Array.from({ length: 0x1000 }, (_, n) => n.toString(16).padStart(3, '0'));

function statusIds(messageId: string): (tail: Tail) => string {
  const head = messageId.slice(0, 24);
  const [a, b, c, d] = tailOf(messageId);
  return (tail) => `${head}${HEX[a ^ tail[0]]}${HEX[b ^ tail[1]]}${HEX[c ^ tail[2]]}${HEX[d ^ tail[3]]}`;
}
