import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Chat } from '../entities/chat.js';
import { Message, NullableReactionType } from '../entities/message.js';
import { UserSummary } from '../entities/user.js';
import { errorCatalogue, type ErrorCode } from '../errors.js';
import { logEventSchemas, type LogEvent, type LogEventType } from '../events.js';
import { limits } from '../limits.js';
import { ClientId, Content, Id, Name, NullableId, NullableTime, Seq, Text } from '../scalars.js';

/** What a client calls one of its commands; the answer carries it. */
const CommandId = Type.Union([Text({ minLength: 1, maxLength: limits.clientIdLength }), Type.Integer()], {
  examples: ['7'],
});
export type CommandId = Static<typeof CommandId>;

/** A token is checked by its signature; that it is a text is all that is said of it here. */
const Token = Type.String({ description: 'an access token' });

/** The first frame: who comes, and up to where they have each chat's log. */
export const ConnectFrame = Type.Object({
  type: Type.Literal('connect'),
  token: Token,
  since: Type.Optional(
    Type.Record(Type.String(), Seq, { description: 'the last `seq` that the client has, by chat id' }),
  ),
});
export type ConnectFrame = Static<typeof ConnectFrame>;

/** A command, answered by `ack` or `error`. */
const command = <Type_ extends string, Properties extends Record<string, TSchema>>(
  type: Type_,
  properties: Properties,
) => Type.Object({ type: Type.Literal(type), id: CommandId, ...properties });

const receipt = { chat_id: Id, seq: Seq };

/** What a client may ask for on `/ws/`, once it is connected. */
export const commandFramesV2 = {
  'message.send': command('message.send', {
    chat_id: Id,
    client_id: ClientId,
    content: Content,
    reply_to: Type.Optional(NullableId),
    attachments: Type.Optional(Type.Array(Id, { maxItems: limits.attachments })),
  }),
  'message.edit': command('message.edit', { message_id: Id, content: Content }),
  'message.delete': command('message.delete', { message_id: Id }),
  'reaction.set': command('reaction.set', { message_id: Id, reaction: NullableReactionType }),
  'receipt.read': command('receipt.read', receipt),
  'receipt.delivered': command('receipt.delivered', receipt),
  typing: command('typing', { chat_id: Id }),
  auth: command('auth', { token: Token }),
  ping: command('ping', {}),
};

export type CommandTypeV2 = keyof typeof commandFramesV2;
export type CommandFrameOf<T extends CommandTypeV2> = Static<(typeof commandFramesV2)[T]>;
export type CommandFrameV2 = { [T in CommandTypeV2]: CommandFrameOf<T> }[CommandTypeV2];

/** How far one person has a chat. */
const ReceiptState = Type.Object({ user_id: Id, delivered_seq: Seq, read_seq: Seq });
export type ReceiptState = Static<typeof ReceiptState>;

/** A chat as in REST, and where its log and its people are in it. */
export const ConnectedChat = Type.Object({
  ...Chat.properties,
  last_seq: Seq,
  read_seq: Seq,
  delivered_seq: Seq,
  /** Of everybody, in chats that name all their people; elsewhere empty. */
  receipts: Type.Array(ReceiptState),
});
export type ConnectedChat = Static<typeof ConnectedChat>;

/** An entry of a chat's log: everybody in the chat gets each once, in the order of `seq`. */
const entry = ({ properties: { type: event, traceparent, ...rest } }: (typeof logEventSchemas)[LogEventType]) =>
  Type.Object({ type: Type.Literal('event'), event, ...rest });

/** What is no history and has no `seq`: the newest counts. */
const state = <Event extends string, Properties extends Record<string, TSchema>>(
  event: Event,
  properties: Properties,
  data: TSchema,
) => Type.Object({ type: Type.Literal('event'), event: Type.Literal(event), ...properties, data });

const Typing = Type.Object({ user_id: Id, username: Name });
const Presence = Type.Object({ user_id: Id, username: Name, online: Type.Boolean(), last_seen_at: NullableTime });

/** What the server says on `/ws/`: events by their `event`, the rest by their `type`. */
export const serverFramesV2 = {
  connected: Type.Object({
    type: Type.Literal('connected'),
    session: Id,
    user: UserSummary,
    heartbeat_ms: Type.Integer({ examples: [25_000] }),
    chats: Type.Array(ConnectedChat, { description: 'newest activity first' }),
    chat_count: Type.Integer({ description: 'of all my chats; where `chats` holds fewer, REST lists the others' }),
    gone: Type.Array(Type.String(), { description: 'chats of `since` that I am not in' }),
    online: Type.Array(Id, { description: 'who of the others in `chats` is online' }),
  }),
  reset: Type.Object({
    type: Type.Literal('reset'),
    chat_id: Id,
    last_seq: Type.Integer({ minimum: 0, description: 'what is older must be read anew; events follow from here on' }),
  }),
  ack: Type.Object({ type: Type.Literal('ack'), id: CommandId, message: Type.Optional(Message) }),
  error: Type.Object({
    type: Type.Literal('error'),
    id: Type.Union([CommandId, Type.Null()], { description: 'null where the frame had none' }),
    code: Type.Unsafe<ErrorCode>({ type: 'string', enum: Object.keys(errorCatalogue) }),
    detail: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
    retry_after: Type.Optional(Type.Number({ description: 'seconds' })),
  }),
  'chat.created': entry(logEventSchemas['chat.created']),
  'chat.updated': entry(logEventSchemas['chat.updated']),
  'participant.added': entry(logEventSchemas['participant.added']),
  'participant.updated': entry(logEventSchemas['participant.updated']),
  'participant.removed': entry(logEventSchemas['participant.removed']),
  'message.created': entry(logEventSchemas['message.created']),
  'message.edited': entry(logEventSchemas['message.edited']),
  'message.deleted': entry(logEventSchemas['message.deleted']),
  'reaction.changed': entry(logEventSchemas['reaction.changed']),
  receipt: state('receipt', { chat_id: Id }, ReceiptState),
  receipts: state('receipts', { chat_id: Id }, Type.Object({ receipts: Type.Array(ReceiptState) })),
  typing: state('typing', { chat_id: Id }, Typing),
  presence: state('presence', {}, Presence),
};

type EntryFrame = {
  [T in LogEventType]: Omit<Extract<LogEvent, { type: T }>, 'type' | 'traceparent'> & { type: 'event'; event: T };
};

/** A log entry on a v2 socket. */
export type EntryFrameV2 = EntryFrame[LogEventType];

/** State on a v2 socket. */
export type StateFrameV2 =
  | { type: 'event'; event: 'receipt'; chat_id: string; data: ReceiptState }
  | { type: 'event'; event: 'receipts'; chat_id: string; data: { receipts: ReceiptState[] } }
  | { type: 'event'; event: 'typing'; chat_id: string; data: Static<typeof Typing> }
  | { type: 'event'; event: 'presence'; data: Static<typeof Presence> };

type Control = { [Name in 'connected' | 'reset' | 'ack' | 'error']: Static<(typeof serverFramesV2)[Name]> };

/** What the server says on v2 sockets. */
export type ServerFrameV2 = EntryFrameV2 | StateFrameV2 | Control[keyof Control];

const connectFrame = Compile(ConnectFrame);
const commandFrames = {
  'message.send': Compile(commandFramesV2['message.send']),
  'message.edit': Compile(commandFramesV2['message.edit']),
  'message.delete': Compile(commandFramesV2['message.delete']),
  'reaction.set': Compile(commandFramesV2['reaction.set']),
  'receipt.read': Compile(commandFramesV2['receipt.read']),
  'receipt.delivered': Compile(commandFramesV2['receipt.delivered']),
  typing: Compile(commandFramesV2.typing),
  auth: Compile(commandFramesV2.auth),
  ping: Compile(commandFramesV2.ping),
};

/** Whether a frame is a well-formed `connect`. */
export function isConnectFrame(frame: unknown): frame is ConnectFrame {
  return connectFrame.Check(frame);
}

/** Whether there is a command of this name. */
export function isCommandTypeV2(type: unknown): type is CommandTypeV2 {
  return typeof type === 'string' && Object.hasOwn(commandFrames, type);
}

/** Whether a frame, whose type is known, is well-formed. */
export function isCommandFrameV2(frame: { type: CommandTypeV2 }): frame is CommandFrameV2 {
  return commandFrames[frame.type].Check(frame);
}
