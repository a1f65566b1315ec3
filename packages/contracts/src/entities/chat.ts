import { Type, type Static } from 'typebox';
import { Id, NullableString, Time } from '../scalars.js';
import { Message } from './message.js';
import { UserSummary } from './user.js';

export const roles = ['owner', 'admin', 'member'] as const;
export type Role = (typeof roles)[number];

export const chatKinds = ['direct', 'group'] as const;
export type ChatKind = (typeof chatKinds)[number];

export const Participant = Type.Object({
  id: Id,
  chat: Id,
  user: UserSummary,
  role: Type.Unsafe<Role>({ type: 'string', enum: [...roles] }),
  joined_at: Time,
});
export type Participant = Static<typeof Participant>;

/** A chat as one person sees it: `name`, `last_message.status` and `unread_count` depend on who looks. */
export const Chat = Type.Object({
  id: Id,
  name: NullableString,
  kind: Type.Unsafe<ChatKind>({ type: 'string', enum: [...chatKinds] }),
  created_at: Time,
  active: Type.Boolean(),
  participants: Type.Array(Participant),
  last_message: Type.Union([Message, Type.Null()]),
  participant_count: Type.Integer(),
  unread_count: Type.Integer(),
});
export type Chat = Static<typeof Chat>;
