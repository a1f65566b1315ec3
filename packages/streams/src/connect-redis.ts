import { Redis } from 'ioredis';
import type { Log } from './log.js';

/** How long a blocking read waits in Redis before it comes back with nothing, in milliseconds. */
export const blockMs = 1000;

/**
 * Something was asked and for so many milliseconds nothing at all came back: the connection is dead, whatever TCP
 * believes. It is cut, everything unanswered on it fails, and a new one is made.
 */
const silenceMs = 2000;

const longestBackoffMs = 1000;

export interface RedisConnectionOptions {
  /** `redis://…` or `rediss://…`, with user, password and database where needed. */
  url: string;
  /** Names the connection in our log and in `CLIENT LIST`; no spaces. */
  name: string;
  /** `blocking` for the one reader that waits in Redis; nobody else may use its connection. */
  role: 'commands' | 'blocking';
  log: Log;
}

/**
 * Opens a connection that treats a lost Redis as normal. It never throws, also not when Redis is away at the start, and
 * reconnects for ever. While Redis is away every command rejects at once, nothing is kept to be sent later and nothing
 * is sent twice: only the caller knows whether that would still make sense. An outage is logged once, not per attempt.
 * Ends with `disconnect()`.
 */
export function connectRedis({ url, name, role, log }: RedisConnectionOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    connectTimeout: silenceMs,
    disconnectTimeout: 500,
    // One timer a connection; `commandTimeout` would be one a command.
    socketTimeout: role === 'blocking' ? blockMs + silenceMs : silenceMs,
    maxLoadingRetryTime: 500,
    enableOfflineQueue: false,
    // What is unanswered when the connection closes rejects right then, and is not sent again.
    maxRetriesPerRequest: 0,
    retryStrategy: backoff,
    // The primary that we knew has become a replica: only a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  logOutages(redis, name, log);
  return redis;
}

/** Milliseconds to the next attempt: doubling, and jittered so that a whole fleet does not come back at once. */
function backoff(attempt: number): number {
  return Math.min(longestBackoffMs, 25 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function logOutages(redis: Redis, name: string, log: Log): void {
  let lost = false;
  let cause: Error | undefined;
  redis.on('error', (error) => {
    cause = error;
  });
  redis.on('reconnecting', () => {
    if (!lost) log.warn({ connection: name, err: cause }, 'redis lost');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) log.info({ connection: name }, 'redis back');
    lost = false;
    cause = undefined;
  });
}
