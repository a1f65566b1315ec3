import type { ErrorCode, LogEvent, Signal } from '@besage/contracts';
import { nothing, toAll, type Frames, type Protocol, type ReceiptUpdate } from './protocol.js';
import { chatEvent, encodeMessage, encodeReceiptNews, flatMessage, frame, statusChanges } from './v1-frames.js';

/** The documented protocol of chat sockets: one socket, one chat. */
export const v1: Protocol = {
  name: 'v1',
  followsPerson: false,
  hearsInvitations: false,

  encodeEvent(event: LogEvent): Frames {
    const { chat_id } = event;
    switch (event.type) {
      case 'message.created':
        return toAll(encodeMessage(event.data.message));
      case 'message.edited':
        return toAll(chatEvent({ event: 'mensaje_editado', chat_id, message: flatMessage(event.data.message) }));
      case 'message.deleted':
        return toAll(chatEvent({ event: 'mensaje_eliminado', chat_id, message_id: event.data.message.id }));
      case 'reaction.changed': {
        const { message_id, user_id, username, type: reaction } = event.data;
        return toAll(chatEvent({ event: 'reaccion', chat_id, message_id, user_id, username, reaction }));
      }
      case 'participant.added':
      case 'participant.updated':
      case 'participant.removed': {
        const { participants } = event.data;
        return toAll(chatEvent({ event: 'participantes_actualizados', chat_id, participants }));
      }
      case 'chat.updated': {
        const { name, kind, active } = event.data.chat;
        return toAll(chatEvent({ event: 'chat_actualizado', chat_id, name, kind, active }));
      }
      case 'chat.created':
        return nothing;
    }
  },

  encodeReceipts(update: ReceiptUpdate): Frames {
    return toAll(...statusChanges(update).map((change) => change.frame), ...encodeReceiptNews(update));
  },

  encodeSignal(signal: Signal, chat_id: string): Buffer {
    const { user_id, username } = signal;
    if (signal.type === 'typing') return chatEvent({ event: 'typing', user_id, username, chat_id });
    return chatEvent({ event: signal.online ? 'user_online' : 'user_offline', user_id, username, chat_id });
  },

  encodeInvitation: () => undefined,
};

/** Why a frame of the client was refused. */
export function encodeError(code: ErrorCode, detail: string, clientId: string | undefined): Buffer {
  return frame({ type: 'error', code, detail, ...(clientId !== undefined && { client_id: clientId }) });
}
