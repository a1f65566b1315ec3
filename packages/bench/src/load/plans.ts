import { Type, type Static } from 'typebox';

const ChatProtocol = Type.Union([Type.Literal('v1'), Type.Literal('socket.io')]);
/** How people in chats speak: v1 is that of Besage's chat sockets. */
export type ChatProtocol = Static<typeof ChatProtocol>;

const Seat = Type.Object({
  url: Type.String(),
  /** Which chat of the run it listens to; a mark from another one must not arrive here. */
  chat: Type.Integer(),
  /** How many people receive what is sent here. */
  members: Type.Integer(),
  /** How many of them send, and which of these this is; undefined for who only listens. */
  senders: Type.Integer(),
  sender: Type.Optional(Type.Integer()),
});
/** One person's socket in one chat. */
export type Seat = Static<typeof Seat>;

const ChatPlan = Type.Object({
  kind: Type.Literal('chat'),
  protocol: ChatProtocol,
  seats: Type.Array(Seat),
  /** Sends that each sender keeps open. */
  inflight: Type.Integer(),
});
/** A load of people who chat over sockets. */
export type ChatPlan = Static<typeof ChatPlan>;

const AppendPlan = Type.Object({
  kind: Type.Literal('append'),
  databaseUrl: Type.String(),
  /** Messages in one statement. */
  batch: Type.Integer(),
  /** Who sends where, in turn. */
  senders: Type.Array(Type.Object({ chatId: Type.String(), senderId: Type.String() })),
});
/** A load of the statement that stores messages, and of nothing else. */
export type AppendPlan = Static<typeof AppendPlan>;

/** What a load process is to do. */
export const Plan = Type.Union([ChatPlan, AppendPlan]);
export type Plan = Static<typeof Plan>;
