export { closeCodes, type CloseCode } from './close-codes.js';
export {
  commandSchemas,
  decodeCommand,
  receiptKinds,
  type Command,
  type CommandOf,
  type CommandType,
  type ReceiptKind,
} from './commands.js';
export { describeSockets, type SocketsDocument } from './describe/asyncapi.js';
export { exampleOf, type JsonSchema } from './describe/example-of.js';
export { nameSchemas } from './describe/name-schemas.js';
export { namedSchemas } from './describe/named-schemas.js';
export { Chat, Participant, roles, type ChatKind, type Role } from './entities/chat.js';
export {
  Attachment,
  MentionedUser,
  Message,
  NullableReactionType,
  Reaction,
  ReceiverStatus,
  StatusCounts,
  messageStatuses,
  reactionTypes,
  type MessageStatus,
  type ReactionType,
} from './entities/message.js';
export { OwnSession, Session } from './entities/session.js';
export {
  Account,
  AuditEntry,
  ChatOverview,
  Counts,
  counted,
  type AuditAction,
  type Counted,
} from './entities/staff.js';
export { User, UserSummary } from './entities/user.js';
export {
  ServiceError,
  errorCatalogue,
  isErrorCode,
  type ErrorCode,
  type FieldErrors,
  type ServiceErrorOptions,
} from './errors.js';
export {
  decodeEvent,
  isLogEvent,
  type Event,
  type LogEvent,
  type LogEventOf,
  type LogEventType,
  type Notice,
  type NoticeOf,
  type Receipt,
  type ReceiptedMessage,
} from './events.js';
export {
  ExpoChat,
  ExpoMessage,
  ExpoParticipant,
  serverFramesExpo,
  toExpoChat,
  toExpoMessage,
  toExpoParticipants,
  type Liveliness,
  type ServerFrameExpo,
} from './frames/expo.js';
export {
  FlatMessage,
  isChatMessageFrame,
  serverFramesV1,
  type ChatEventV1,
  type ChatMessageFrameV1,
  type ServerFrameV1,
} from './frames/v1.js';
export {
  ConnectFrame,
  ConnectedChat,
  commandFramesV2,
  isCommandFrameV2,
  isCommandTypeV2,
  isConnectFrame,
  serverFramesV2,
  type CommandFrameOf,
  type CommandFrameV2,
  type CommandId,
  type CommandTypeV2,
  type EntryFrameV2,
  type ReceiptState,
  type ServerFrameV2,
  type StateFrameV2,
} from './frames/v2.js';
export { limits } from './limits.js';
export { Reply, decodeReply } from './replies.js';
export { ClientId, Id, NullableString, Seq, Text, Time } from './scalars.js';
export { decodeSignal, type Signal, type SignalOf } from './signals.js';
