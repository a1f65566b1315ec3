import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Participant } from '../entities/chat.js';
import type { Message } from '../entities/message.js';
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
};

export type ClientFrameTypeV1 = keyof typeof clientFramesV1;
export type ChatMessageFrameV1 = Static<typeof clientFramesV1.chat_message>;

const checks = { chat_message: Compile(clientFramesV1.chat_message), typing: Compile(clientFramesV1.typing) };

/** Whether a frame is a well-formed `chat_message`. */
export function isChatMessageFrame(frame: unknown): frame is ChatMessageFrameV1 {
  return checks.chat_message.Check(frame);
}

/** What the server says on v1 sockets. */
export type ServerFrameV1 =
  | { type: 'chat_message'; message: FlatMessage }
  | { type: 'chat.event'; event: 'typing'; user_id: string; username: string; chat_id: string }
  | { type: 'chat.event'; event: 'participantes_actualizados'; chat_id: string; participants: Participant[] }
  | { type: 'connection_established'; message: string }
  | { type: 'error'; code: ErrorCode; detail: string; client_id?: string };

/** The REST message and, beside it, its flat fields. */
export type FlatMessage = Message & {
  chat_id: string;
  sender_id: string;
  sender_username: string;
  sender_profile_img: string | null;
};
