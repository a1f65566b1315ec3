import { Type, type Static } from 'typebox';
import { Content, Id, Name, NullableId, NullableTime, Seq, Time } from '../scalars.js';
import { UserSummary } from './user.js';

export const messageStatuses = ['sent', 'delivered', 'read'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

export const reactionTypes = ['like', 'love', 'haha', 'wow', 'sad', 'angry'] as const;
export type ReactionType = (typeof reactionTypes)[number];

/** A closed set of words, written so that the serializer needs no union. */
const Word = <T extends string>(words: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...words] });

/** What somebody feels about a message; `null` when they took it back. */
export const NullableReactionType = Type.Unsafe<ReactionType | null>({
  type: ['string', 'null'],
  enum: [...reactionTypes, null],
});

/** What one receiver has reached of one message. */
export const ReceiverStatus = Type.Object({
  id: Id,
  receiver: UserSummary,
  status: Word(messageStatuses),
  updated_at: Time,
});
export type ReceiverStatus = Static<typeof ReceiverStatus>;

export const Reaction = Type.Object({
  id: Id,
  message: Id,
  user: Id,
  username: Name,
  type: Word(reactionTypes),
  reacted_at: Time,
});
export type Reaction = Static<typeof Reaction>;

export const Attachment = Type.Object({
  id: Id,
  url: Type.String({ examples: ['/media/attachments/1.webp'] }),
  content_type: Type.String({ examples: ['image/webp'] }),
  bytes: Type.Integer(),
  width: Type.Integer(),
  height: Type.Integer(),
});
export type Attachment = Static<typeof Attachment>;

export const MentionedUser = Type.Object({ id: Id, username: Name });

/** How many receivers have reached what; stands in for `statuses` in large chats. */
export const StatusCounts = Type.Object({ sent: Type.Integer(), delivered: Type.Integer(), read: Type.Integer() });
export type StatusCounts = Static<typeof StatusCounts>;

export const Message = Type.Object({
  id: Id,
  chat: Id,
  seq: Seq,
  sender: UserSummary,
  content: Content,
  status: Word(messageStatuses),
  sent_at: Time,
  edited_at: NullableTime,
  deleted: Type.Boolean({ examples: [false] }),
  client_id: Type.String({ examples: ['b2f7c1'] }),
  reply_to: NullableId,
  attachments: Type.Array(Attachment),
  reactions: Type.Array(Reaction),
  mentions: Type.Array(MentionedUser),
  statuses: Type.Array(ReceiverStatus),
  status_counts: Type.Optional(StatusCounts),
});
export type Message = Static<typeof Message>;
