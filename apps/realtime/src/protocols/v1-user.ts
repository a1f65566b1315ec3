import type { LogEvent } from '@besage/contracts';
import { chatOfInvitation } from './chat-of-invitation.js';
import { nothing, toAll, type Frames, type Invitation, type Protocol, type ReceiptUpdate } from './protocol.js';
import { chatEvent, flatMessage, frame, statusChanges } from './v1-frames.js';

/** The documented protocol of user sockets: news of all chats of one person, so that a list of chats can be live. */
export const v1User: Protocol = {
  name: 'v1-user',
  followsPerson: true,
  hearsInvitations: true,

  encodeEvent(event: LogEvent): Frames {
    const { chat_id } = event;
    switch (event.type) {
      case 'message.created': {
        const message = flatMessage(event.data.message);
        const userIds = message.mentions.map(({ id }) => id).filter((id) => id !== message.sender_id);
        return {
          all: [chatEvent({ event: 'mensaje_nuevo', chat_id, message })],
          some: userIds.length === 0 ? [] : [{ userIds, frame: chatEvent({ event: 'mencion', chat_id, message }) }],
        };
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
      case 'message.edited':
      case 'message.deleted':
      case 'reaction.changed':
      case 'chat.created':
        return nothing;
    }
  },

  encodeReceipts(update: ReceiptUpdate): Frames {
    return { all: [], some: statusChanges(update).map(({ authorId, frame }) => ({ userIds: [authorId], frame })) };
  },

  encodeSignal: () => undefined,

  encodeInvitation(invitation: Invitation, userId: string): Buffer {
    const chat = chatOfInvitation(invitation, userId);
    return chatEvent({ event: 'nuevo_chat', chat_id: chat.id, chat });
  },
};

/** The first frame of a user socket: from now on it is live. */
export const established = frame({ type: 'connection_established', message: 'You are connected.' });
