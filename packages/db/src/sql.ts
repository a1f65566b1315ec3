import { Prisma } from './generated/client.js';

/** Characters of a UUID. */
const UUID_LENGTH = 36;

/**
 * Ids as one parameter of a statement: PostgreSQL's own notation of a list. As an array Prisma would take each of them
 * through JSON and back, which for the messages of a page costs more than to find them.
 *
 * @param ids UUIDs, or nulls; PostgreSQL refuses the statement when one is neither
 * @throws Error when one is of another length: no text passes for two ids, which would move all that stand behind it
 */
export function uuids(ids: readonly (string | null)[]): Prisma.Sql {
  if (ids.some((id) => id !== null && id.length !== UUID_LENGTH)) throw new Error('an id is no UUID');
  return Prisma.sql`${`{${ids.map((id) => id ?? 'NULL').join(',')}}`}::uuid[]`;
}

/** Numbers as one parameter of a statement, see {@link uuids}. */
export function ints(numbers: readonly number[]): Prisma.Sql {
  return Prisma.sql`${`{${numbers.join(',')}}`}::int[]`;
}

/** The form of times, for `to_char`, as clients get them. Connections speak UTC, see `createDb`. */
export const ISO_TIME = Prisma.raw(`'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`);
