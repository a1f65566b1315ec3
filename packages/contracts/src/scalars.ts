import { Type, type TStringOptions } from 'typebox';
import { limits } from './limits.js';

/**
 * A UUID in small letters: clients and rooms compare ids as strings, so there is one way to write each. The format alone
 * would allow `urn:uuid:…` too, which PostgreSQL does not know.
 */
const uuid = { format: 'uuid', pattern: '^(?!urn:)[^A-F]*$' } as const;

/** An id: a UUIDv7 as a string. */
export const Id = Type.String({
  ...uuid,
  description: 'UUIDv7, in small letters',
  examples: ['019e3b5c-7a10-7c3e-9f55-0d6f2b8a4c11'],
});

/** A text that PostgreSQL can hold: neither the null character nor halves of surrogate pairs are in it. */
export const Text = (options: TStringOptions) => Type.String({ pattern: '^[^\\0\\p{Cs}]*$', ...options });

/** A sender's own id of a message. */
export const ClientId = Text({
  minLength: 1,
  maxLength: limits.clientIdLength,
  description: 'made by the sender, of any characters that are whole',
  examples: ['b2f7c1'],
});

/** A time: ISO 8601, UTC, milliseconds. */
export const Time = Type.String({
  format: 'date-time',
  description: 'ISO 8601, UTC, milliseconds',
  examples: ['2026-11-23T13:09:21.054Z'],
});

/** A username, where it is only shown. */
export const Name = Type.String({ examples: ['ana'] });

/** An e-mail address, where it is only shown. */
export const Email = Type.String({ examples: ['ana@example.com'] });

/** What somebody wrote. */
export const Content = Type.String({ examples: ['Hello!'] });

export const NullableTime = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  format: 'date-time',
  examples: [null],
});
export const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'], examples: [null] });
export const NullableId = Type.Unsafe<string | null>({ type: ['string', 'null'], ...uuid, examples: [null] });

/** A place in a chat's log: 1, 2, 3 … without gaps. */
export const Seq = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'place in the log of the chat',
  examples: [42],
});
