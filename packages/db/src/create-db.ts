import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from './generated/client.js';
import { WatchedPool, type PoolWatch } from './watched-pool.js';

export type Db = PrismaClient;

/** What can be asked, inside a transaction or outside. */
export type Queries = Prisma.TransactionClient;

export interface DbOptions {
  /** `postgresql://…` */
  url: string;
  /** Connections at the most. */
  poolSize?: number;
  /** Milliseconds that a query may wait for a free connection, and for a new one to open. */
  connectTimeout?: number;
  /** Milliseconds after which PostgreSQL ends a statement. */
  statementTimeout?: number;
  /** Settings of PostgreSQL for these connections. */
  settings?: Record<string, string>;
  /** Connections say by this who they are (`pg_stat_activity`). */
  name?: string;
  /** Shown the pool, and told of every wait for a connection. */
  watch?: PoolWatch;
  /** Told of connections that broke while nobody used them. */
  onConnectionError?: (error: Error) => void;
}

/** Milliseconds after the end of a statement within which PostgreSQL must have said so: later the connection is dead. */
const ANSWER_GRACE = 2_000;

/**
 * Opens a pool of connections behind a Prisma client. Nothing is connected before the first query, and a database
 * that is away fails queries, not this call.
 */
export function createDb(options: DbOptions): Db {
  const { url, poolSize = 10, connectTimeout = 5_000, statementTimeout = 15_000, settings = {}, name } = options;
  const config = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + ANSWER_GRACE,
    keepAlive: true,
    application_name: name ?? 'besage',
    // The driver adapter takes times for UTC, whatever zone the server answers in.
    options: Object.entries({ TimeZone: 'UTC', ...settings })
      .map(([key, value]) => `-c ${key}=${value}`)
      .join(' '),
  };
  const ignore = () => undefined;
  const onError = options.onConnectionError ?? ignore;
  const adapter = new PrismaPg(options.watch ? new WatchedPool(config, options.watch) : config, {
    disposeExternalPool: true,
    statementNameGenerator: statementNames(),
    onPoolError: onError,
    onConnectionError: onError,
  });
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}

/** Statements prepared by name on each connection; what comes after these many is planned each time. */
const PREPARED_STATEMENTS_MAX = 300;

/**
 * A parameter that only lists have, which have one for each value (`IN ($1, $2, …)`). Each length is another text: whoever
 * sends lists of all lengths would take the names, and PostgreSQL's memory, for good.
 */
const MANY_PARAMETERS = '$21';

/** Names statements by their text, so that PostgreSQL parses and plans each once per connection. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= PREPARED_STATEMENTS_MAX || sql.includes(MANY_PARAMETERS)) return '';
    const name = `besage_${String(names.size)}`;
    names.set(sql, name);
    return name;
  };
}
