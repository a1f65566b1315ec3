export { connectRedis, type RedisConnection, type RedisConnectionOptions } from './connect-redis.js';
export { GroupConsumer, type GroupConsumerOptions } from './group-consumer.js';
export type { Log } from './log.js';
export { PresenceStore } from './presence-store.js';
export type { StreamLimits } from './stream-limits.js';
export { streamNames, type StreamNames } from './stream-names.js';
export { StreamReader, type StreamReaderOptions } from './stream-reader.js';
export { StreamWriter, type DeadCommand, type StreamWriterOptions } from './stream-writer.js';
