import { Type, type Static } from 'typebox';
import { Email, Id, Name, NullableString, Time } from '../scalars.js';

/** A person as others see them beside a message or in a chat. */
export const UserSummary = Type.Object({ id: Id, username: Name, profile_img: NullableString });
export type UserSummary = Static<typeof UserSummary>;

/** A person. `email` is there for oneself and for staff only. */
export const User = Type.Object({
  id: Id,
  username: Name,
  email: Type.Optional(Email),
  profile_img: NullableString,
  created_at: Time,
  updated_at: Time,
});
export type User = Static<typeof User>;
