import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Log } from './log.js';
import { ownerConnector } from './owner-connector.js';
import { redisAddress, type RedisAddress } from './redis-address.js';

/** How long a blocking read waits in Redis before it comes back with nothing, in milliseconds. */
export const blockMs = 1000;

/**
 * Something was asked and for so many milliseconds nothing at all came back: the connection is dead, whatever TCP
 * believes. It is cut, everything unanswered on it fails, and a new one is made.
 */
const silenceMs = 2000;

const longestBackoffMs = 1000;

/** A connection for commands: to one server, or to all nodes of a cluster. */
export type RedisConnection = Redis | Cluster;

export interface RedisConnectionOptions {
  /**
   * `redis://…` or `rediss://…`, with user, password and database where needed; of a cluster several nodes, with commas
   * in between.
   */
  url: string;
  /** Names the connection in our log and in `CLIENT LIST`; no spaces. */
  name: string;
  log: Log;
}

/**
 * Opens a connection that treats a lost Redis as normal. It never throws, also not when Redis is away at the start, and
 * reconnects for ever. While Redis is away every command rejects at once and nothing is kept to be sent later; only the
 * caller knows whether that would still make sense. An outage is logged once, not per attempt, for all connections that
 * have the same log. Ends with `disconnect()`.
 *
 * One server is never sent anything twice. In a cluster a node that moved, or is being replaced, is looked for a few
 * times: commands wait for that, some seconds at the most, and what was unanswered may come twice. That one node is away
 * is told by those who read from it: the cluster is only lost when all of them are.
 */
export function connectRedis({ url, name, log }: RedisConnectionOptions): RedisConnection {
  const address = redisAddress(url);
  const redis = address.isCluster
    ? connectCluster(address, name)
    : new Redis(url, { ...surviving, connectionName: name, socketTimeout: silenceMs });
  logOutages(redis, name, log);
  return redis;
}

/**
 * Opens a connection like {@link connectRedis}, to the one server that holds a key, for the one reader that waits in
 * Redis; nobody else may use it.
 *
 * @param options.key in a cluster its owner is connected to, whichever node that is at the time
 */
export function connectBlocking({ url, name, log, key }: RedisConnectionOptions & { key: string }): Redis {
  const address = redisAddress(url);
  const options = { ...surviving, connectionName: name, socketTimeout: blockMs + silenceMs };
  const redis = address.isCluster
    ? new Redis({
        ...options,
        ...entry(address),
        Connector: ownerConnector(address, key, { ...surviving, ...entry(address) }),
      })
    : new Redis(url, options);
  logOutages(redis, name, log);
  return redis;
}

/** One timer a connection (`socketTimeout`); `commandTimeout` would be one a command. */
const surviving = {
  connectTimeout: silenceMs,
  disconnectTimeout: 500,
  maxLoadingRetryTime: 500,
  enableOfflineQueue: false,
  // What is unanswered when the connection closes rejects right then, and is not sent again.
  maxRetriesPerRequest: 0,
  retryStrategy: backoff,
  // The primary that we knew has become a replica, or another node has the key: only a new connection finds the new one.
  reconnectOnError: (error: Error) => /^(READONLY|MOVED)/.test(error.message),
} satisfies RedisOptions;

function connectCluster(address: RedisAddress, name: string): Cluster {
  return new Cluster(address.nodes, {
    // A node is connected to when it is needed first: what comes meanwhile waits for that, or it would come out of order.
    enableOfflineQueue: true,
    clusterRetryStrategy: backoff,
    maxRedirections: 2,
    // Names of nodes are left to the connection to look up: a certificate is for a name.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: {
      ...entry(address),
      connectionName: name,
      connectTimeout: silenceMs,
      socketTimeout: silenceMs,
      maxRetriesPerRequest: 0,
    },
  });
}

function entry({ username, password, isEncrypted }: RedisAddress): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  return { ...(username && { username }), ...(password && { password }), ...(isEncrypted && { tls: {} }) };
}

/** Milliseconds to the next attempt: doubling, and jittered so that a whole fleet does not come back at once. */
function backoff(attempt: number): number {
  return Math.min(longestBackoffMs, 25 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** The connections that are lost, by the log that was told so. */
const lostConnections = new WeakMap<Log, Set<RedisConnection>>();

function logOutages(redis: RedisConnection, name: string, log: Log): void {
  const lost = lostConnections.get(log) ?? new Set();
  lostConnections.set(log, lost);
  let cause: Error | undefined;
  redis.on('error', (error: Error) => {
    cause = error;
  });
  redis.on('reconnecting', () => {
    if (lost.size === 0) log.warn({ connection: name, reason: cause?.message }, 'redis lost');
    lost.add(redis);
  });
  redis.on('ready', () => {
    if (lost.delete(redis) && lost.size === 0) log.info({ connection: name }, 'redis back');
    cause = undefined;
  });
  redis.on('end', () => lost.delete(redis));
}
