import { Id, NullableString, type User } from '@besage/contracts';
import { Type, type Static } from 'typebox';

export const ExpoUser = Type.Object({
  id: Id,
  username: Type.String(),
  email: Type.String({ description: 'empty for others' }),
  profileImage: NullableString,
});
export type ExpoUser = Static<typeof ExpoUser>;

/** A person in the app's words. */
export function toExpoUser({ id, username, email = '', profile_img: profileImage }: User): ExpoUser {
  return { id, username, email, profileImage };
}
