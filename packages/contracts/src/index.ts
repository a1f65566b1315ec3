export { closeCodes, type CloseCode } from './close-codes.js';
export { commandSchemas, decodeCommand, type Command, type CommandOf, type CommandType } from './commands.js';
export { Chat, Participant, chatKinds, roles, type ChatKind, type Role } from './entities/chat.js';
export {
  Attachment,
  MentionedUser,
  Message,
  Reaction,
  ReceiverStatus,
  StatusCounts,
  messageStatuses,
  reactionTypes,
  type MessageStatus,
  type ReactionType,
} from './entities/message.js';
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
  logEventSchemas,
  noticeSchemas,
  type Event,
  type LogEvent,
  type LogEventOf,
  type LogEventType,
  type Notice,
} from './events.js';
export {
  clientFramesV1,
  isChatMessageFrame,
  type ChatMessageFrameV1,
  type ClientFrameTypeV1,
  type FlatMessage,
  type ServerFrameV1,
} from './frames/v1.js';
export { limits } from './limits.js';
export { Reply, decodeReply } from './replies.js';
export { ClientId, Id, NullableId, NullableString, NullableTime, Seq, Time } from './scalars.js';
export { Signal, decodeSignal } from './signals.js';
