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

const HttpRequest = Type.Object({
  method: Type.Union([Type.Literal('GET'), Type.Literal('POST')]),
  path: Type.String(),
  token: Type.String(),
  /** JSON. */
  body: Type.Optional(Type.String()),
});
/** What somebody asks for over REST. */
export type HttpRequest = Static<typeof HttpRequest>;

const HttpPlan = Type.Object({
  kind: Type.Literal('http'),
  /** Servers, between which the connections are divided. */
  origins: Type.Array(Type.String()),
  /** Connections that are kept alive, each with one request under way. */
  connections: Type.Integer(),
  /** What is asked for, in turn, again and again. */
  requests: Type.Array(HttpRequest),
});
/** A load of requests. */
export type HttpPlan = Static<typeof HttpPlan>;

const Door = Type.Object({
  url: Type.String(),
  /** What is said first, on a v2 socket. */
  hello: Type.Optional(Type.String()),
});
/** Where a socket is opened. */
export type Door = Static<typeof Door>;

const ConnectPlan = Type.Object({
  kind: Type.Literal('connect'),
  doors: Type.Array(Door),
  /** How many are opened at once. */
  atOnce: Type.Integer(),
});
/** A load of sockets that open, and stay. */
export type ConnectPlan = Static<typeof ConnectPlan>;

const ReceiptPlan = Type.Object({
  kind: Type.Literal('receipts'),
  /** Who is in the chat, and where their v1 socket is opened. */
  readers: Type.Array(Type.Object({ userId: Type.String(), url: Type.String() })),
  /** Milliseconds over which their reading is spread. */
  withinMs: Type.Integer(),
});
/** A load of people who read what is in a chat. */
export type ReceiptPlan = Static<typeof ReceiptPlan>;

/** What a load process is to do. */
export const Plan = Type.Union([ChatPlan, AppendPlan, HttpPlan, ConnectPlan, ReceiptPlan]);
export type Plan = Static<typeof Plan>;
