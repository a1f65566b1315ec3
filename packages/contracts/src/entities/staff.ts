import { Type, type Static } from 'typebox';
import { Email, Id, NullableString, NullableTime, Time } from '../scalars.js';
import { Participant, chatKinds, type ChatKind } from './chat.js';
import { User, UserSummary } from './user.js';

/** A person as staff see them. */
export const Account = Type.Object({
  ...User.properties,
  email: Email,
  is_staff: Type.Boolean(),
  active: Type.Boolean(),
  last_seen_at: NullableTime,
});
export type Account = Static<typeof Account>;

/** A chat from outside: who is in it, and nothing of what they say. */
export const ChatOverview = Type.Object({
  id: Id,
  name: NullableString,
  kind: Type.Unsafe<ChatKind>({ type: 'string', enum: [...chatKinds] }),
  active: Type.Boolean(),
  created_at: Time,
  activity_at: Time,
  participants: Type.Array(Participant),
  participant_count: Type.Integer(),
});
export type ChatOverview = Static<typeof ChatOverview>;

export const counted = ['users', 'active_users', 'chats', 'messages', 'sessions'] as const;
export type Counted = (typeof counted)[number];

/** How much there is. Large tables are not counted but estimated, as PostgreSQL's planner does. */
export const Counts = Type.Object({
  users: Type.Integer(),
  active_users: Type.Integer(),
  chats: Type.Integer(),
  messages: Type.Integer(),
  sessions: Type.Integer({ description: 'that have not ended' }),
  estimated: Type.Array(Type.Unsafe<Counted>({ type: 'string', enum: [...counted] }), {
    description: 'those of these numbers that are estimates',
  }),
});
export type Counts = Static<typeof Counts>;

const auditActions = [
  'user.changed',
  'user.deactivated',
  'user.reactivated',
  'user.made_staff',
  'user.unmade_staff',
  'sessions.ended',
  'messages.read',
  'message.deleted',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What staff did to others, or what of theirs they read. */
export const AuditEntry = Type.Object({
  id: Id,
  actor: Type.Union([UserSummary, Type.Null()], { description: 'null: somebody with a terminal on the server' }),
  action: Type.String({ description: auditActions.join(', ') }),
  /** The person, chat or message that it was done to. */
  target: Id,
  data: Type.Unknown({ description: 'more about it, depending on the action' }),
  at: Time,
});
export type AuditEntry = Static<typeof AuditEntry>;
