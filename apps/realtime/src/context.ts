import { assertStrongKeys, createTokens, type Tokens } from '@besage/auth';
import { createDb, isConnectionError, lacksMigrations, probeSettings, type Db, type MediaUrl } from '@besage/db';
import { Outage, Readiness, createLogger, createMediaUrl, newId, type Logger, type Tracer } from '@besage/service-kit';
import { PresenceStore, StreamWriter, connectRedis, streamNames, type StreamNames } from '@besage/streams';
import { PendingCommands } from './commands/pending-commands.js';
import type { Config } from './config.js';
import { Counts } from './counts.js';
import { createAccessCheck, type AccessCheck } from './delivery/access-check.js';
import { CatchUp } from './delivery/catch-up.js';
import { Delivery } from './delivery/deliver.js';
import { introduce } from './delivery/introduce.js';
import { LogPages } from './delivery/log-pages.js';
import { ReceiptDelivery } from './delivery/receipt-delivery.js';
import { SessionCheck } from './delivery/session-check.js';
import { createSnapshots, type Snapshots } from './delivery/snapshots.js';
import { createStreamReaders, type StreamReaders } from './delivery/stream-readers.js';
import { createLimits, type Limits } from './limits.js';
import { Presence } from './presence/presence.js';
import { Hub } from './sockets/hub.js';
import { SocketWatch } from './sockets/socket-watch.js';

/** All that sockets, delivery and commands depend on. */
export interface Context {
  config: Config;
  log: Logger;
  counts: Counts;
  readiness: Readiness;
  /** Only where somebody wants to know. */
  tracer: Tracer | undefined;
  /** This process, among all gateways; its replies come under this name. */
  gatewayId: string;
  db: Db;
  redis: ReturnType<typeof connectRedis>;
  writer: StreamWriter;
  limits: Limits;
  mediaUrl: MediaUrl;
  tokens: Pick<Tokens, 'verifyAccess'>;
  hub: Hub;
  askAccess: AccessCheck;
  snapshots: Snapshots;
  catchUp: CatchUp;
  logPages: LogPages;
  presence: Presence;
  commands: PendingCommands;
  /** Begins to read the streams and to watch over the sockets. */
  start: () => void;
  /** Stops reading and closes what was opened; sockets must be closed before. */
  close: () => Promise<void>;
}

/** Opens what the service needs. Nothing is awaited: PostgreSQL and Redis may be away and come later. */
export function createContext(config: Config, tracer?: Tracer): Context {
  assertStrongKeys(config);
  const outage = new Outage({ name: 'PostgreSQL', isCause: isConnectionError });
  const log = createLogger({ name: 'realtime', level: config.LOG_LEVEL, outage });
  const gatewayId = newId();
  const counts = new Counts();
  const db = openDb({ config, log, counts }, outage);
  const mediaUrl = createMediaUrl(config);
  const names = streamNames(config.STREAM_PREFIX);
  const redis = connectRedis({ url: config.REDIS_URL, name: 'realtime', log });
  const writer = new StreamWriter({ redis, names, partitions: config.EVENT_PARTITIONS, log });
  const commands = new PendingCommands(writer, log, counts.commands, tracer);
  const hub = new Hub(counts.delivery, config.FRAME_RATE);
  const stored = { lease: config.PRESENCE_LEASE * 1_000, store: new PresenceStore(redis, names.presence) };
  const presence = new Presence({ ...stored, gatewayId, db, writer, commands, log });
  redis.on('ready', () => {
    commands.appendAllAgain();
    void presence.joinAgain();
  });
  const sources = { config, names, gatewayId, db, mediaUrl, presence, log, counts, tracer };
  const { readers, ...rest } = deliverTo(hub, commands, sources);
  const limits = createLimits(config, gatewayId, { redis, names, onRefused: (limit) => counts.limited.add(limit) });
  const watches = [new SessionCheck({ hub, db, log }), new SocketWatch(hub, config.HEARTBEAT_INTERVAL * 1_000)];
  const running = [...Object.values(limits.open), readers, rest.catchUp, commands, presence, ...watches];

  return {
    config,
    log,
    counts,
    readiness: readinessOf(db, redis, readers),
    tracer,
    gatewayId,
    db,
    redis,
    writer,
    limits,
    mediaUrl,
    tokens: tokensOf(config),
    hub,
    askAccess: createAccessCheck(db),
    snapshots: createSnapshots({ db, presence, mediaUrl }),
    ...rest,
    presence,
    commands,
    start: () => {
      for (const part of running) part.start();
    },
    close: async () => {
      outage.stop();
      for (const part of running.toReversed()) await part.stop();
      await writer.drain();
      await db.$disconnect();
      redis.disconnect();
    },
  };
}

/** A gateway reads tokens and makes none. */
function tokensOf({ SECRET_KEY: secretKey, SECRET_KEY_FALLBACKS: fallbackKeys }: Config): Context['tokens'] {
  return createTokens({ secretKey, fallbackKeys, accessTtl: 0, refreshTtl: 0 });
}

/** A gateway asks what indexes find. It never writes to PostgreSQL, and PostgreSQL sees to it. */
function openDb({ config, log, counts }: Pick<Context, 'config' | 'log' | 'counts'>, outage: Outage): Db {
  const db = createDb({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    name: 'besage-realtime',
    settings: { ...probeSettings, default_transaction_read_only: 'on' },
    watch: counts.pool,
    onConnectionError: (error) => outage.lost(error),
  });
  outage.watch(log, () => db.$queryRaw`SELECT 1`);
  return db;
}

function readinessOf(db: Db, redis: Context['redis'], readers: StreamReaders): Readiness {
  return new Readiness({
    database: () => db.$queryRaw`SELECT 1`,
    migrations: async () => !(await lacksMigrations(db)),
    redis: () => redis.ping(),
    streams: readers.isReading,
  });
}

type Sources = Pick<Context, 'config' | 'gatewayId' | 'db' | 'mediaUrl' | 'presence' | 'log' | 'counts' | 'tracer'> & {
  names: StreamNames;
};

/** The way from the streams, and from the log where they fail, to the sockets. */
function deliverTo(hub: Hub, commands: PendingCommands, sources: Sources) {
  const { config, names, gatewayId, db, mediaUrl, presence, log, counts, tracer } = sources;
  const logPages = new LogPages(db, mediaUrl);
  const delivery = new Delivery({
    hub,
    receipts: new ReceiptDelivery(hub),
    catchUp: (room) => catchUp.fill(room),
    // Fleeting: while Redis is away nobody hears it.
    introduce: (room, event) => void introduce(presence, room, event).catch(() => undefined),
    counts: counts.delivery,
    tracer,
  });
  const deliver = delivery.deliver.bind(delivery);
  const catchUp = new CatchUp({ db, hub, mediaUrl, logPages, deliver, log, counts: counts.delivery });
  const readers = createStreamReaders({
    url: config.REDIS_URL,
    names,
    partitions: config.EVENT_PARTITIONS,
    gatewayId,
    log,
    lags: counts.lags,
    onEvents: (events) => delivery.receive(events),
    onReplies: (replies) => commands.settle(replies),
    onSignals: (signals) => delivery.signal(signals),
  });
  return { readers, catchUp, logPages };
}
