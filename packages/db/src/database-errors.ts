/** Kinds by which Prisma's driver adapter says that the database could not be reached, or the connection broke. */
const CONNECTION_KINDS = new Set([
  'ConnectionClosed',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
]);
/** The same as PostgreSQL says it: connection exceptions, shutting down, starting up, no connection left. */
const CONNECTION_STATES = /^(08...|57P0[1-4]|53300)$/;
/** The same as the driver says it in plain errors that carry no code. */
const CONNECTION_SENTENCES = /Connection terminated|connection timeout|read timeout|trying to connect|not queryable/i;

/** A statement that took longer than it may, and was ended: nothing of it stayed. */
const OUT_OF_TIME = '57014';
/** A text with a null character, which a PostgreSQL text cannot hold. */
const UNSTORABLE_TEXT = '22021';
const UNKNOWN_TABLE = '42P01';

/** Whether the database refused a row because another has the same unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return causeOf(error).originalCode === '23505';
}

/** Whether a statement named a table that the database does not have: no migration ever ran. */
export function isUnknownTable(error: unknown): boolean {
  return causeOf(error).originalCode === UNKNOWN_TABLE;
}

/** Whether the database could not be reached or went away: the statement may or may not have been carried out. */
export function isConnectionError(error: unknown): boolean {
  // Prisma's own: a transaction got no connection, or its time ran out while it waited for a lock.
  if (property(error, 'code') === 'P2028') return true;
  const { kind, originalCode } = causeOf(error);
  if (kind !== undefined) return CONNECTION_KINDS.has(kind) || CONNECTION_STATES.test(originalCode ?? '');
  return error instanceof Error && CONNECTION_SENTENCES.test(error.message);
}

/** What an error of the database is to the client who caused or suffered it; `undefined` where it is our failure. */
export function errorCodeOf(error: unknown): 'unavailable' | 'invalid_input' | undefined {
  const { originalCode } = causeOf(error);
  if (isConnectionError(error) || originalCode === OUT_OF_TIME) return 'unavailable';
  return originalCode === UNSTORABLE_TEXT ? 'invalid_input' : undefined;
}

interface DriverCause {
  kind?: string;
  originalCode?: string;
}

/**
 * What the driver adapter says, see `DriverAdapterError` of @prisma/driver-adapter-utils: Prisma's error carries the
 * adapter's, but for those that begin and end transactions, which come as they are.
 */
function causeOf(error: unknown): DriverCause {
  const isOfAdapter = property(error, 'name') === 'DriverAdapterError';
  const adapterError = isOfAdapter ? error : property(property(error, 'meta'), 'driverAdapterError');
  return property(adapterError, 'cause') ?? {};
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
