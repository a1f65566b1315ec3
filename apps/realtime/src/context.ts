import { assertStrongSecret, createTokens, type Tokens } from '@besage/auth';
import { decodeEvent, decodeReply, decodeSignal } from '@besage/contracts';
import { createDb, type Db, type MediaUrl } from '@besage/db';
import { createLogger, type Logger } from '@besage/service-kit';
import {
  PresenceStore,
  StreamReader,
  StreamWriter,
  connectRedis,
  streamNames,
  type StreamReaderOptions,
} from '@besage/streams';
import { v7 as uuidv7 } from 'uuid';
import { PendingCommands } from './commands/pending-commands.js';
import type { Config } from './config.js';
import { createAccessCheck, type AccessCheck } from './delivery/access.js';
import { CatchUp } from './delivery/catch-up.js';
import { Delivery } from './delivery/deliver.js';
import { ReceiptDelivery } from './delivery/receipts.js';
import { Presence } from './presence/presence.js';
import { Hub } from './sockets/hub.js';
import { SocketWatch } from './sockets/socket-watch.js';

/** All that sockets, delivery and commands depend on. */
export interface Context {
  config: Config;
  log: Logger;
  /** This process, among all gateways; its replies come under this name. */
  gatewayId: string;
  db: Db;
  redis: ReturnType<typeof connectRedis>;
  writer: StreamWriter;
  tokens: Pick<Tokens, 'jwtOptions' | 'verifyAccess'>;
  hub: Hub;
  askAccess: AccessCheck;
  presence: Presence;
  commands: PendingCommands;
  /** Begins to read the streams and to watch over the sockets. */
  start: () => void;
  /** Stops reading and closes what was opened; sockets must be closed before. */
  close: () => Promise<void>;
}

/** Opens what the service needs. Nothing is awaited: PostgreSQL and Redis may be away and come later. */
export function createContext(config: Config): Context {
  assertStrongSecret(config.SECRET_KEY, config.ENVIRONMENT);
  const log = createLogger({ name: 'realtime', level: config.LOG_LEVEL });
  const gatewayId = uuidv7();
  const db = createDb({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    name: 'besage-realtime',
    settings: { default_transaction_read_only: 'on' },
    onConnectionError: (error) => log.warn({ err: error }, 'a connection to PostgreSQL broke'),
  });
  const names = streamNames(config.STREAM_PREFIX);
  const redis = connectRedis({ url: config.REDIS_URL, name: 'realtime', role: 'commands', log });
  const writer = new StreamWriter({ redis, names, partitions: config.EVENT_PARTITIONS, log });
  const commands = new PendingCommands(writer, log);

  const hub = new Hub();
  const mediaUrl: MediaUrl = (key) => `/${key}`;
  const catchUp = new CatchUp({ db, hub, mediaUrl, log });
  const receipts = new ReceiptDelivery(hub);
  const delivery: Delivery = new Delivery({ hub, receipts, catchUp: (room) => catchUp.fill(room, delivery) });
  const store = new PresenceStore(redis, names.presence);
  const presence = new Presence({ gatewayId, store, db, writer, commands, log });
  redis.on('ready', () => {
    commands.appendAllAgain();
    void presence.joinAgain();
  });

  const read = <T>(options: Omit<StreamReaderOptions<T>, 'url' | 'log'>) =>
    new StreamReader({ url: config.REDIS_URL, log, ...options });
  const readers = [
    ...Array.from({ length: config.EVENT_PARTITIONS }, (_, partition) =>
      read({ stream: names.events(partition), decode: decodeEvent, onBatch: (events) => delivery.receive(events) }),
    ),
    read({ stream: names.replies(gatewayId), decode: decodeReply, onBatch: (replies) => commands.settle(replies) }),
    read({ stream: names.signals, decode: decodeSignal, onBatch: (signals) => delivery.signal(signals) }),
  ];
  const watch = new SocketWatch(hub, config.HEARTBEAT_INTERVAL * 1_000);

  return {
    config,
    log,
    gatewayId,
    db,
    redis,
    writer,
    tokens: createTokens({ secretKey: config.SECRET_KEY, accessTtl: 0, refreshTtl: 0 }),
    hub,
    askAccess: createAccessCheck(db),
    presence,
    commands,
    start: () => {
      for (const reader of readers) void reader.start();
      commands.start();
      catchUp.start(delivery);
      watch.start();
      presence.start();
    },
    close: async () => {
      watch.stop();
      receipts.stop();
      await presence.stop();
      await writer.drain();
      catchUp.stop();
      commands.stop();
      await Promise.all(readers.map((reader) => reader.stop()));
      await db.$disconnect();
      redis.disconnect();
    },
  };
}
