import {
  toExpoChat,
  toExpoMessage,
  toExpoParticipants,
  type Liveliness,
  type LogEvent,
  type LogEventOf,
  type Message,
  type ServerFrameExpo,
  type Signal,
} from '@besage/contracts';
import { chatOfInvitation } from '../protocols/chat-of-invitation.js';
import {
  nothing,
  toAll,
  type Frames,
  type Invitation,
  type Protocol,
  type ReceiptUpdate,
} from '../protocols/protocol.js';
import { textFrame } from '../sockets/text-frame.js';

/** What the app is told of a chat and no event carries. */
export interface ChatNews extends Liveliness {
  lastMessage: Message | null;
}

/** Looks up what is to be told of a chat now. Of those who ask, who asked first is answered first. */
export type LookUp = (chatId: string) => Promise<ChatNews>;

export interface ExpoProtocols {
  /** One chat, and new chats. */
  chat: Protocol;
  /** News of all chats of one person: none of what is said in them. */
  person: Protocol;
}

/** The dialect of the React Native app, for both kinds of its sockets. */
export function createExpoProtocols(lookUp: LookUp): ExpoProtocols {
  const roster = ({ chat_id: chatId, data }: RosterEvent): Frames => ({
    ...nothing,
    later: lookUp(chatId).then((news) => (userId) => {
      const participants = toExpoParticipants(data.participants, userId, news);
      return frame({ type: 'participants_updated', chatId, participants });
    }),
  });
  const encodeInvitation = async (invitation: Invitation, userId: string): Promise<Buffer> => {
    const { lastMessage, ...liveliness } = await lookUp(invitation.chat_id);
    const chat = { ...chatOfInvitation(invitation, userId), last_message: lastMessage };
    return frame({ type: 'new_chat', chat: toExpoChat(chat, userId, liveliness) });
  };

  return {
    chat: {
      name: 'expo-chat',
      followsPerson: false,
      hearsInvitations: true,
      encodeEvent: (event) => {
        if (isRosterEvent(event)) return roster(event);
        if (event.type !== 'message.created') return nothing;
        return toAll(frame({ type: 'message', message: toExpoMessage(event.data.message) }));
      },
      encodeReceipts: (update) => toAll(...encodeStatuses(update)),
      encodeSignal: encodeTyping,
      encodeInvitation,
    },
    person: {
      name: 'expo-person',
      followsPerson: true,
      hearsInvitations: true,
      encodeEvent: (event) => (isRosterEvent(event) ? roster(event) : nothing),
      encodeReceipts: () => nothing,
      encodeSignal: () => undefined,
      encodeInvitation,
    },
  };
}

const frame = (content: ServerFrameExpo): Buffer => textFrame(JSON.stringify(content));

/** Who is in; roles are nothing that this dialect knows. */
type RosterEvent = LogEventOf<'participant.added' | 'participant.removed'>;

function isRosterEvent(event: LogEvent): event is RosterEvent {
  return event.type === 'participant.added' || event.type === 'participant.removed';
}

/** What all receivers of a message have reached, where that has changed. */
function encodeStatuses({ chatId, messages }: ReceiptUpdate): Buffer[] {
  return messages
    .filter(({ changed }) => changed)
    .map(({ id: messageId, status }) => frame({ type: 'message_status', messageId, chatId, status }));
}

function encodeTyping(signal: Signal): Buffer | undefined {
  if (signal.type !== 'typing') return undefined;
  const { chat_id: chatId, user_id: userId, username } = signal;
  return frame({ type: 'typing', chatId, userId, username });
}
