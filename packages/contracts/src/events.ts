import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Participant } from './entities/chat.js';
import { Message } from './entities/message.js';
import { Id, Seq, Time } from './scalars.js';

/** A durable change of a chat: an entry of its log, `seq` says where. Rooms deliver these in order, each once. */
const logEvent = <Type_ extends string, Data extends TSchema>(type: Type_, data: Data) =>
  Type.Object({ type: Type.Literal(type), chat_id: Id, seq: Seq, at: Time, actor_id: Id, data });

/** What happened to the people of a chat: who changed, and everybody (the first 100) who is in now. */
const Roster = Type.Object({
  user_ids: Type.Array(Id),
  participants: Type.Array(Participant),
  participant_count: Type.Integer(),
});

export const logEventSchemas = {
  'chat.created': logEvent('chat.created', Roster),
  'message.created': logEvent('message.created', Type.Object({ message: Message })),
  'participant.added': logEvent('participant.added', Roster),
  'participant.removed': logEvent('participant.removed', Roster),
};

/** News that is no entry of any log. */
export const noticeSchemas = {
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
export type Notice = { [T in NoticeType]: Static<(typeof noticeSchemas)[T]> }[NoticeType];

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
