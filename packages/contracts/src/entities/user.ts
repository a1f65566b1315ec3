import { Type, type Static } from 'typebox';
import { Id, NullableString, Time } from '../scalars.js';

/** A person as others see them beside a message or in a chat. */
export const UserSummary = Type.Object({ id: Id, username: Type.String(), profile_img: NullableString });
export type UserSummary = Static<typeof UserSummary>;

/** A person. `email` is there for oneself and for staff only. */
export const User = Type.Object({
  id: Id,
  username: Type.String(),
  email: Type.Optional(Type.String()),
  profile_img: NullableString,
  created_at: Time,
  updated_at: Time,
});
export type User = Static<typeof User>;
