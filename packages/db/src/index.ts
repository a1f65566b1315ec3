export { createDb, type Db, type DbOptions } from './create-db.js';
export { errorCodeOf, isConnectionError, isUniqueViolation } from './database-errors.js';
export { Prisma } from './generated/client.js';
export { endedSessions, type EndedSessions } from './ended-sessions.js';
export { deleteParticipants } from './delete-participants.js';
export { insertParticipants, type NewParticipant } from './insert-participants.js';
export { loadActivity, type Activity } from './load/load-activity.js';
export { loadChatViews, loadChats } from './load/load-chats.js';
export { loadHistories, loadMessages } from './load/load-messages.js';
export { loadRosters } from './load/load-rosters.js';
export { loadSnapshots, type Snapshot } from './load/load-snapshots.js';
export { messagesBack } from './load/messages-back.js';
export { countSaidByOthers } from './load/said-by-others.js';
export {
  UP_TO_NOW,
  advanceReceipts,
  messagesTouched,
  type AdvancedReceipt,
  type ReceiptInput,
  type TouchedMessage,
} from './log/advance-receipts.js';
export {
  appendMessages,
  appendSettings,
  type AppendOutcome,
  type AppendedMessage,
  type NewMessage,
} from './log/append-messages.js';
export { changedChats, type ChangedChat, type ChatChanges } from './log/changed-chats.js';
export { readLog, type LogPage } from './log/read-log.js';
export { lacksMigrations } from './migrate/lacks-migrations.js';
export { migrate } from './migrate/migrate.js';
export { warnOfMissingMigrations } from './migrate/warn-of-missing-migrations.js';
export {
  presentAttachment,
  presentMessage,
  presentReaction,
  presentReceiver,
  statusId,
  type AttachmentRow,
  type MessageRow,
  type ReactionRow,
  type Receivers,
} from './present/message.js';
export { probeSettings } from './probe-settings.js';
export { presentParticipant } from './present/participant.js';
export { ints, uuids } from './sql.js';
export { presentUserSummary, type MediaUrl } from './present/user.js';
