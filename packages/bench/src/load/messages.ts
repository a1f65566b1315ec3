import { Type, type Static } from 'typebox';

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
  seats: Type.Array(Seat),
  /** Sends that each sender keeps open. */
  inflight: Type.Integer(),
});
/** A load of people who chat over v1 sockets. */
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

/** What a load process is told. It answers each with a report or a failure. */
export const Request = Type.Union([
  Type.Object({ type: Type.Literal('prepare'), plan: Type.Union([ChatPlan, AppendPlan]) }),
  Type.Object({ type: Type.Literal('start') }),
  Type.Object({ type: Type.Literal('halt') }),
  Type.Object({ type: Type.Literal('report') }),
]);
export type Request = Static<typeof Request>;

export const Report = Type.Object({
  /** Sends that came back to who sent them. */
  sends: Type.Integer(),
  /** Deliveries that the sends so far, those on their way too, must lead to in all processes together. */
  expected: Type.Integer(),
  /** Of different messages, to each socket. */
  deliveries: Type.Integer(),
  /** Deliveries of a message that the socket had before. */
  repeated: Type.Integer(),
  /** From send to delivery: how many in each bucket, see `Latencies`. */
  latencies: Type.Array(Type.Integer()),
});
export type Report = Static<typeof Report>;

export const Answer = Type.Union([Report, Type.Object({ failure: Type.String() })]);
