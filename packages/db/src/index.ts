export { createDb, type Db, type DbOptions } from './create-db.js';
export { Prisma } from './generated/client.js';
export { loadMessages } from './load/load-messages.js';
export { loadRosters } from './load/load-rosters.js';
export {
  appendMessages,
  appendSettings,
  type AppendOutcome,
  type AppendedMessage,
  type NewMessage,
} from './log/append-messages.js';
export { changedChats, type ChatChanges } from './log/changed-chats.js';
export { readLog, type LogPage } from './log/read-log.js';
export { presentMessage, type MessageRow } from './present/message.js';
export { presentUserSummary, type MediaUrl } from './present/user.js';
