import { assertStrongKeys, createTokens, verifyPassword, type Tokens } from '@besage/auth';
import type { Event } from '@besage/contracts';
import { appendSettings, createDb, isConnectionError, lacksMigrations, type Db, type MediaUrl } from '@besage/db';
import { Outage, Readiness, createLogger, createMediaUrl, type Logger, type Tracer } from '@besage/service-kit';
import { PresenceStore, StreamWriter, connectRedis, streamNames, type StreamNames } from '@besage/streams';
import type { Config } from './config.js';
import { Counts } from './counts.js';
import { createLimits, type Limits } from './limits.js';
import { createChatListLookup, type ChatListLookup } from './operations/chats/chat-list-lookup.js';
import { createChatLookup, type ChatLookup } from './operations/chats/chat-lookup.js';
import { FileSweep } from './operations/images/file-sweep.js';
import { ImageEncoder } from './operations/images/image-encoder.js';
import { createHistoryLookup, type HistoryLookup } from './operations/messages/history-lookup.js';
import { createMessageLookup, type MessageLookup } from './operations/messages/message-lookup.js';
import { SendBatch } from './operations/messages/send-batch.js';
import { createSessionLookup, type SessionLookup } from './operations/auth/session-lookup.js';
import { ReceiptBatch } from './operations/receipts/receipt-batch.js';
import { createAccessLookup, type AccessLookup } from './permissions/access-lookup.js';
import { createPublisher } from './publisher.js';
import type { ObjectStore } from './storage/object-store.js';
import { openStore } from './storage/open-store.js';

/** All that operations, routes and commands depend on; tests override parts of it. */
export interface Context {
  config: Config;
  log: Logger;
  counts: Counts;
  readiness: Readiness;
  /** Only where somebody wants to know. */
  tracer: Tracer | undefined;
  db: Db;
  redis: ReturnType<typeof connectRedis>;
  names: StreamNames;
  writer: StreamWriter;
  limits: Limits;
  tokens: Tokens;
  verifyPassword: typeof verifyPassword;
  findSession: SessionLookup;
  findAccess: AccessLookup;
  findHistory: HistoryLookup;
  findMessages: MessageLookup;
  findChatList: ChatListLookup;
  findChats: ChatLookup;
  sends: SendBatch;
  receipts: ReceiptBatch;
  /** Who is online, as the gateways say. */
  presence: PresenceStore;
  mediaUrl: MediaUrl;
  /** Where images lie. */
  store: ObjectStore;
  images: ImageEncoder;
  sweep: FileSweep;
  /** Tells all gateways what has been committed. Never throws: what Redis does not take, gateways find in the log. */
  publish: (event: Event) => void;
  close: () => Promise<void>;
}

/** Opens what the service needs. Nothing is awaited: PostgreSQL and Redis may be away and come later. */
export function createContext(config: Config, overrides: Partial<Context> = {}): Context {
  assertStrongKeys(config);
  const outage = new Outage({ name: 'PostgreSQL', isCause: isConnectionError });
  const log = overrides.log ?? createLogger({ name: 'api', level: config.LOG_LEVEL, outage });
  const counts = new Counts();
  const { db, appender } = openDbs(config, counts, outage);
  outage.watch(log, () => db.$queryRaw`SELECT 1`);
  const names = streamNames(config.STREAM_PREFIX);
  const redis = connectRedis({ url: config.REDIS_URL, name: 'api', log });
  const writer = new StreamWriter({ redis, names, partitions: config.EVENT_PARTITIONS, log });
  const { tracer } = overrides;
  const publish = createPublisher(writer, tracer);
  const mediaUrl = createMediaUrl(config);
  const store = overrides.store ?? openStore(config);
  const sweep = new FileSweep({ db, store, log });
  return {
    config,
    log,
    counts,
    readiness: readinessOf(db, redis),
    tracer,
    db,
    redis,
    names,
    writer,
    limits: createLimits(config, { redis, names, onRefused: (limit) => counts.limited.add(limit) }),
    tokens: tokensOf(config),
    verifyPassword,
    findSession: createSessionLookup(db),
    findAccess: createAccessLookup(db),
    findHistory: createHistoryLookup(db, mediaUrl),
    findMessages: createMessageLookup(db, mediaUrl),
    findChatList: createChatListLookup(db),
    findChats: createChatLookup(db, mediaUrl),
    sends: new SendBatch({ appender, db, mediaUrl, publish, log, counts: counts.sends, tracer }),
    receipts: new ReceiptBatch(db, publish),
    presence: new PresenceStore(redis, names.presence),
    mediaUrl,
    store,
    images: new ImageEncoder(),
    sweep,
    publish,
    close: async () => {
      outage.stop();
      await sweep.stop();
      await writer.drain();
      await Promise.allSettled([db.$disconnect(), appender.$disconnect()]);
      redis.disconnect();
    },
    ...overrides,
  };
}

function openDbs(config: Config, counts: Counts, outage: Outage): { db: Db; appender: Db } {
  const onConnectionError = (error: Error) => outage.lost(error);
  const db = createDb({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    name: 'besage-api',
    watch: counts.pools.requests,
    onConnectionError,
  });
  const appender = createDb({
    url: config.DATABASE_URL,
    poolSize: 1,
    name: 'besage-api-append',
    settings: appendSettings,
    watch: counts.pools.append,
    onConnectionError,
  });
  return { db, appender };
}

function readinessOf(db: Db, redis: Context['redis']): Readiness {
  return new Readiness({
    database: () => db.$queryRaw`SELECT 1`,
    migrations: async () => !(await lacksMigrations(db)),
    redis: () => redis.ping(),
  });
}

function tokensOf(config: Config): Tokens {
  return createTokens({
    secretKey: config.SECRET_KEY,
    fallbackKeys: config.SECRET_KEY_FALLBACKS,
    accessTtl: config.ACCESS_TOKEN_TTL,
    refreshTtl: config.REFRESH_TOKEN_TTL,
  });
}
