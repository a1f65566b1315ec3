import { Type, type Static } from 'typebox';
import type { Chat, Participant } from '../entities/chat.js';
import { messageStatuses, type Message, type MessageStatus } from '../entities/message.js';
import { Content, Id, Name, NullableString, NullableTime, Time } from '../scalars.js';

/*
 * The dialect of the React Native (Expo) app: what it reads of our entities, in its own words, over REST and over its
 * sockets alike.
 */

const Status = Type.Unsafe<MessageStatus>({ type: 'string', enum: [...messageStatuses] });

export const ExpoMessage = Type.Object({
  id: Id,
  chat: Id,
  content: Content,
  sent_at: Time,
  status: Status,
  sender: Type.Object({ id: Id, username: Name, profile_img: NullableString }),
});
export type ExpoMessage = Static<typeof ExpoMessage>;

export const ExpoParticipant = Type.Object({
  id: Id,
  userId: Id,
  username: Name,
  profileImage: NullableString,
  isOnline: Type.Boolean(),
  lastSeen: NullableTime,
});
export type ExpoParticipant = Static<typeof ExpoParticipant>;

/** A chat as one person sees it. The app would print an `unreadCount` of 0, so that one is left out. */
export const ExpoChat = Type.Object({
  id: Id,
  name: Type.String({ description: 'its people, where nobody gave it one' }),
  participants: Type.Array(ExpoParticipant, { description: 'the others first, oneself last' }),
  lastMessage: Type.Optional(ExpoMessage),
  createdAt: Time,
  updatedAt: Time,
  isGroup: Type.Boolean(),
  unreadCount: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type ExpoChat = Static<typeof ExpoChat>;

/** What the server says on the app's sockets, and `error` as in v1. The app says there what clients of v1 say. */
export const serverFramesExpo = {
  message: Type.Object({ type: Type.Literal('message'), message: ExpoMessage }),
  /** What all receivers have reached, when that changes. */
  message_status: Type.Object({ type: Type.Literal('message_status'), messageId: Id, chatId: Id, status: Status }),
  new_chat: Type.Object({ type: Type.Literal('new_chat'), chat: ExpoChat }),
  participants_updated: Type.Object({
    type: Type.Literal('participants_updated'),
    chatId: Id,
    participants: Type.Array(ExpoParticipant),
  }),
  typing: Type.Object({ type: Type.Literal('typing'), chatId: Id, userId: Id, username: Name }),
};
export type ServerFrameExpo = Static<(typeof serverFramesExpo)[keyof typeof serverFramesExpo]>;

/** People after whom a chat without a name is called. */
const NAMES_MAX = 3;

/** What this dialect tells of chats and people and our entities do not. Who is missing is offline. */
export interface Liveliness {
  /** When a chat was last active, by its id. */
  activityAt: Map<string, Date>;
  /** When a person was last online, by their id. */
  lastSeenAt: Map<string, Date>;
  /** The ids of those who are online now. */
  online: Set<string>;
}

/** A message in the app's words. */
export function toExpoMessage({ id, chat, content, sent_at, status, sender }: Message): ExpoMessage {
  const { username, profile_img } = sender;
  return { id, chat, content, sent_at, status, sender: { id: sender.id, username, profile_img } };
}

/** The people of a chat in the app's words and order: the first one's picture stands for the chat, so oneself is last. */
export function toExpoParticipants(
  participants: Participant[],
  viewerId: string,
  { lastSeenAt, online }: Pick<Liveliness, 'lastSeenAt' | 'online'>,
): ExpoParticipant[] {
  const isViewer = ({ user }: Participant) => user.id === viewerId;
  const ordered = [...participants.filter((one) => !isViewer(one)), ...participants.filter(isViewer)];
  return ordered.map(({ id, user }) => ({
    id,
    userId: user.id,
    username: user.username,
    profileImage: user.profile_img,
    isOnline: online.has(user.id),
    lastSeen: lastSeenAt.get(user.id)?.toISOString() ?? null,
  }));
}

/** A chat, as the viewer sees it, in the app's words. */
export function toExpoChat(chat: Chat, viewerId: string, liveliness: Liveliness): ExpoChat {
  return {
    id: chat.id,
    name: chat.name ?? nameByPeople(chat, viewerId),
    participants: toExpoParticipants(chat.participants, viewerId, liveliness),
    ...(chat.last_message && { lastMessage: toExpoMessage(chat.last_message) }),
    createdAt: chat.created_at,
    updatedAt: liveliness.activityAt.get(chat.id)?.toISOString() ?? chat.created_at,
    isGroup: chat.kind === 'group',
    ...(chat.unread_count > 0 && { unreadCount: chat.unread_count }),
  };
}

/** The app's list shows the name and nothing else: without one a chat is called after some of the others. */
function nameByPeople({ participants, participant_count }: Chat, viewerId: string): string {
  const others = participants.filter(({ user }) => user.id !== viewerId).slice(0, NAMES_MAX);
  const more = participant_count - 1 - others.length;
  const names = others.map(({ user }) => user.username).join(', ');
  return more > 0 ? `${names} +${more}` : names || 'Chat';
}
