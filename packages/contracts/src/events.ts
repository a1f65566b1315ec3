import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Participant, chatKinds, type ChatKind } from './entities/chat.js';
import { Message, Reaction, NullableReactionType, messageStatuses, type MessageStatus } from './entities/message.js';
import { Id, NullableString, Seq, Time } from './scalars.js';

/** A durable change of a chat: an entry of its log, `seq` says where. Rooms deliver these in order, each once. */
const logEvent = <Type_ extends string, Data extends TSchema>(type: Type_, data: Data) =>
  Type.Object({
    type: Type.Literal(type),
    chat_id: Id,
    seq: Seq,
    at: Time,
    actor_id: Id,
    data,
    /** Where its trace goes on (W3C Trace Context), if somebody traces; for gateways only. */
    traceparent: Type.Optional(Type.String()),
  });

/** A chat as it is to everybody in it. */
const ChatFacts = Type.Object({
  kind: Type.Unsafe<ChatKind>({ type: 'string', enum: [...chatKinds] }),
  name: NullableString,
  active: Type.Boolean(),
  created_at: Time,
});

/** What happened to the people of a chat: who changed, and everybody (the first 100) who is in now. */
const Roster = Type.Object({
  user_ids: Type.Array(Id),
  participants: Type.Array(Participant),
  participant_count: Type.Integer(),
  chat: ChatFacts,
});

/** Who comes into a chat finds what was said before. */
const Arrival = Type.Object({ ...Roster.properties, last_message: Type.Union([Message, Type.Null()]) });

const WithMessage = Type.Object({ message: Message });

export const logEventSchemas = {
  'chat.created': logEvent('chat.created', Roster),
  'chat.updated': logEvent('chat.updated', Type.Object({ chat: ChatFacts })),
  'participant.added': logEvent('participant.added', Arrival),
  'participant.updated': logEvent('participant.updated', Roster),
  'participant.removed': logEvent('participant.removed', Roster),
  'message.created': logEvent('message.created', WithMessage),
  'message.edited': logEvent('message.edited', WithMessage),
  'message.deleted': logEvent('message.deleted', WithMessage),
  'reaction.changed': logEvent(
    'reaction.changed',
    Type.Object({
      message_id: Id,
      user_id: Id,
      username: Type.String(),
      type: NullableReactionType,
      /** As in REST; `null` when it was taken back. */
      reaction: Type.Union([Reaction, Type.Null()]),
    }),
  ),
};

/** How far one person got: both pointers, and where they were before. */
const Receipt = Type.Object({
  user_id: Id,
  username: Type.String(),
  delivered_seq: Seq,
  read_seq: Seq,
  delivered_before: Seq,
  read_before: Seq,
});
export type Receipt = Static<typeof Receipt>;

/** A message that receipts were about, and what all its receivers have reached now. */
const ReceiptedMessage = Type.Object({
  id: Id,
  seq: Seq,
  sender_id: Id,
  status: Type.Unsafe<MessageStatus>({ type: 'string', enum: [...messageStatuses] }),
  /** Whether these receipts changed that. */
  changed: Type.Boolean(),
});
export type ReceiptedMessage = Static<typeof ReceiptedMessage>;

/** News that is no entry of any log. */
export const noticeSchemas = {
  /** People got further in a chat; `messages` are the newest of those concerned, none in large chats. */
  'receipts.advanced': Type.Object({
    type: Type.Literal('receipts.advanced'),
    chat_id: Id,
    receipts: Type.Array(Receipt),
    messages: Type.Array(ReceiptedMessage),
  }),
  /** A session is over, or all of a person's (`session_ids: null`): its sockets are closed. */
  'session.ended': Type.Object({
    type: Type.Literal('session.ended'),
    user_id: Id,
    session_ids: Type.Union([Type.Array(Id), Type.Null()]),
  }),
};

export type LogEventType = keyof typeof logEventSchemas;
export type LogEventOf<T extends LogEventType> = Static<(typeof logEventSchemas)[T]>;
export type LogEvent = { [T in LogEventType]: LogEventOf<T> }[LogEventType];

export type NoticeType = keyof typeof noticeSchemas;
export type NoticeOf<T extends NoticeType> = Static<(typeof noticeSchemas)[T]>;
export type Notice = { [T in NoticeType]: NoticeOf<T> }[NoticeType];

/** What api tells all gateways, over `events:{p}`. */
export type Event = LogEvent | Notice;

/** Whether an event is an entry of a chat's log and so has its place in an order. */
export function isLogEvent(event: Event): event is LogEvent {
  return 'seq' in event;
}

const event = Compile(Type.Union([...Object.values(logEventSchemas), ...Object.values(noticeSchemas)]));

/**
 * Reads an event off the wire. An event of another version, or a malformed one, gives `undefined`:
 * the caller logs and skips it, so that versions can be mixed during a deploy.
 */
export function decodeEvent(value: unknown): Event | undefined {
  return event.Check(value) ? value : undefined;
}
