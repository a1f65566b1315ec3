import type { ErrorCode, LogEvent, Message, ServerFrameV1, Signal } from '@besage/contracts';
import { textFrame } from '../sockets/text-frame.js';
import type { Protocol } from './protocol.js';

const frame = (content: ServerFrameV1) => textFrame(JSON.stringify(content));

/** The documented protocol of chat sockets, see CONTRACT.md of the project: one socket, one chat. */
export const v1: Protocol = {
  name: 'v1',

  encodeEvent(event: LogEvent): Buffer | undefined {
    switch (event.type) {
      case 'message.created':
        return encodeMessage(event.data.message);
      case 'participant.added':
      case 'participant.removed':
        return frame({
          type: 'chat.event',
          event: 'participantes_actualizados',
          chat_id: event.chat_id,
          participants: event.data.participants,
        });
      case 'chat.created':
        return undefined;
    }
  },

  encodeSignal({ user_id, username, chat_id }: Signal): Buffer {
    return frame({ type: 'chat.event', event: 'typing', user_id, username, chat_id });
  },
};

/** A message as `chat_message`: the REST object and its flat fields. */
export function encodeMessage(message: Message): Buffer {
  const { chat, sender } = message;
  return frame({
    type: 'chat_message',
    message: {
      ...message,
      chat_id: chat,
      sender_id: sender.id,
      sender_username: sender.username,
      sender_profile_img: sender.profile_img,
    },
  });
}

/** Why a frame of the client was refused. */
export function encodeError(code: ErrorCode, detail: string, clientId: string | undefined): Buffer {
  return frame({ type: 'error', code, detail, ...(clientId !== undefined && { client_id: clientId }) });
}
