import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Chat, ChatKind, Participant } from '../entities/chat.js';
import type { Message, MessageStatus, ReactionType } from '../entities/message.js';
import type { ErrorCode } from '../errors.js';
import { ClientId, Id } from '../scalars.js';

/** What a client may say on `/ws/chat/{id}/`. A frame without a `type` is a message. */
export const clientFramesV1 = {
  chat_message: Type.Object({
    type: Type.Optional(Type.Literal('chat_message')),
    message: Type.String(),
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

/** News of a chat on v1 sockets, by their `event`. */
export type ChatEventV1 =
  | { event: 'typing' | 'user_online' | 'user_offline'; user_id: string; username: string; chat_id: string }
  | { event: 'mensaje_estado'; message_id: string; chat_id: string; user_id: string; status: MessageStatus }
  | { event: 'mensajes_leidos' | 'mensajes_entregados'; user_id: string; user_ids: string[]; chat_id: string }
  | { event: 'participantes_actualizados'; chat_id: string; participants: Participant[] }
  | { event: 'mensaje_nuevo' | 'mensaje_editado' | 'mencion'; chat_id: string; message: FlatMessage }
  | { event: 'mensaje_eliminado'; chat_id: string; message_id: string }
  | {
      event: 'reaccion';
      chat_id: string;
      message_id: string;
      user_id: string;
      username: string;
      reaction: ReactionType | null;
    }
  | { event: 'chat_actualizado'; chat_id: string; name: string | null; kind: ChatKind; active: boolean }
  | { event: 'nuevo_chat'; chat_id: string; chat: Chat };

/** What the server says on v1 sockets. */
export type ServerFrameV1 =
  | { type: 'chat_message'; message: FlatMessage }
  | ({ type: 'chat.event' } & ChatEventV1)
  | { type: 'connection_established'; message: string }
  | { type: 'error'; code: ErrorCode; detail: string; client_id?: string };

/** The REST message and, beside it, its flat fields. */
export type FlatMessage = Message & {
  chat_id: string;
  sender_id: string;
  sender_username: string;
  sender_profile_img: string | null;
};
