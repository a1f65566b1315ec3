import { Chat, Participant } from '../entities/chat.js';
import { Attachment, Message, Reaction, ReceiverStatus, StatusCounts } from '../entities/message.js';
import { OwnSession, Session } from '../entities/session.js';
import { Account, AuditEntry, ChatOverview, Counts } from '../entities/staff.js';
import { User, UserSummary } from '../entities/user.js';
import { ExpoChat, ExpoMessage, ExpoParticipant } from '../frames/expo.js';
import { FlatMessage } from '../frames/v1.js';
import { ConnectedChat } from '../frames/v2.js';

/** The entities, by the names under which documents show them. */
export const namedSchemas = {
  Account,
  Attachment,
  AuditEntry,
  Chat,
  ChatOverview,
  ConnectedChat,
  Counts,
  ExpoChat,
  ExpoMessage,
  ExpoParticipant,
  FlatMessage,
  Message,
  OwnSession,
  Participant,
  Reaction,
  ReceiverStatus,
  Session,
  StatusCounts,
  User,
  UserSummary,
};
