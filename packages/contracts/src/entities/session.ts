import { Type, type Static } from 'typebox';
import { Id, NullableString, Time } from '../scalars.js';

/** A login that has not ended. */
export const Session = Type.Object({
  id: Id,
  user_agent: NullableString,
  created_at: Time,
  refreshed_at: Time,
  used_at: Type.String({ ...Time, description: 'when it was last seen to be used over REST; noted every 15 minutes' }),
  expires_at: Time,
});
export type Session = Static<typeof Session>;

/** A login of one's own. */
export const OwnSession = Type.Object({
  ...Session.properties,
  address: Type.Unsafe<string | null>({
    ...NullableString,
    description: 'from where it was last used, as far as that was noted',
    examples: ['203.0.113.7'],
  }),
  current: Type.Boolean({ description: 'whether this request came with it' }),
});
export type OwnSession = Static<typeof OwnSession>;
