export { Besage, type BesageOptions, type Credentials, type NewAccount } from './besage.js';
export { BesageError, type BesageErrorCode } from './besage-error.js';
export type { Chat } from './chat.js';
export type { ClientEvents } from './events.js';
export type { Draft } from './outbox.js';
export type { SocketConstructor, SocketPort, StoragePort } from './ports.js';
export type { Page } from './rest/caller.js';
export type { ChatMessage, ChatState, ConnectionState, OutgoingMessage, State, StoredMessage } from './store/state.js';

export type {
  Attachment,
  Chat as ChatSummary,
  Message,
  MessageStatus,
  OwnSession,
  Participant,
  Reaction,
  ReactionType,
  User,
  UserSummary,
} from '@besage/contracts';
