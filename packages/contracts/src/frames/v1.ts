import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Chat, Participant, chatKinds, type ChatKind } from '../entities/chat.js';
import { Message, NullableReactionType, messageStatuses, type MessageStatus } from '../entities/message.js';
import { errorCatalogue, type ErrorCode } from '../errors.js';
import { ClientId, Content, Id, Name, NullableString } from '../scalars.js';

/** What a client may say on `/ws/chat/{id}/`. A frame without a `type` is a message. */
export const clientFramesV1 = {
  chat_message: Type.Object({
    type: Type.Optional(Type.Literal('chat_message')),
    message: Content,
    client_id: Type.Optional(ClientId),
    reply_to: Type.Optional(Type.Union([Id, Type.Null()])),
  }),
  typing: Type.Object({ type: Type.Literal('typing') }),
  read_messages: Type.Object({ type: Type.Literal('read_messages') }),
  delivered_messages: Type.Object({ type: Type.Literal('delivered_messages') }),
};

export type ChatMessageFrameV1 = Static<typeof clientFramesV1.chat_message>;

const chatMessage = Compile(clientFramesV1.chat_message);

/** Whether a frame is a well-formed `chat_message`. */
export function isChatMessageFrame(frame: unknown): frame is ChatMessageFrameV1 {
  return chatMessage.Check(frame);
}

/** The REST message and, beside it, its flat fields. */
export const FlatMessage = Type.Object({
  ...Message.properties,
  chat_id: Id,
  sender_id: Id,
  sender_username: Name,
  sender_profile_img: NullableString,
});
export type FlatMessage = Static<typeof FlatMessage>;

/** News of a chat: `type` is `chat.event`, `event` says which. */
const news = <Event extends string, Properties extends Record<string, TSchema>>(event: Event, properties: Properties) =>
  Type.Object({ type: Type.Literal('chat.event'), event: Type.Literal(event), chat_id: Id, ...properties });

const person = { user_id: Id, username: Name };
const readers = { user_id: Id, user_ids: Type.Array(Id) };

/** What the server says on v1 sockets: news by their `event`, the rest by their `type`. */
export const serverFramesV1 = {
  chat_message: Type.Object({ type: Type.Literal('chat_message'), message: FlatMessage }),
  connection_established: Type.Object({
    type: Type.Literal('connection_established'),
    message: Type.String({ examples: ['You are connected.'] }),
  }),
  error: Type.Object({
    type: Type.Literal('error'),
    code: Type.Unsafe<ErrorCode>({ type: 'string', enum: Object.keys(errorCatalogue) }),
    detail: Type.String({ examples: [errorCatalogue.invalid_input.sentence] }),
    client_id: Type.Optional(Type.String()),
  }),
  typing: news('typing', person),
  user_online: news('user_online', person),
  user_offline: news('user_offline', person),
  mensaje_estado: news('mensaje_estado', {
    message_id: Id,
    user_id: Id,
    status: Type.Unsafe<MessageStatus>({ type: 'string', enum: [...messageStatuses] }),
  }),
  mensajes_leidos: news('mensajes_leidos', readers),
  mensajes_entregados: news('mensajes_entregados', readers),
  participantes_actualizados: news('participantes_actualizados', { participants: Type.Array(Participant) }),
  mensaje_nuevo: news('mensaje_nuevo', { message: FlatMessage }),
  mensaje_editado: news('mensaje_editado', { message: FlatMessage }),
  mensaje_eliminado: news('mensaje_eliminado', { message_id: Id }),
  reaccion: news('reaccion', { message_id: Id, ...person, reaction: NullableReactionType }),
  mencion: news('mencion', { message: FlatMessage }),
  nuevo_chat: news('nuevo_chat', { chat: Chat }),
  chat_actualizado: news('chat_actualizado', {
    name: NullableString,
    kind: Type.Unsafe<ChatKind>({ type: 'string', enum: [...chatKinds] }),
    active: Type.Boolean(),
  }),
};

type ServerFrames = { [Name in keyof typeof serverFramesV1]: Static<(typeof serverFramesV1)[Name]> };

/** What the server says on v1 sockets. */
export type ServerFrameV1 = ServerFrames[keyof ServerFrames];

type WithoutType<Frame> = Frame extends { type: 'chat.event' } ? Omit<Frame, 'type'> : never;

/** News of a chat on v1 sockets, by their `event`. */
export type ChatEventV1 = WithoutType<ServerFrameV1>;
