import { Type } from 'typebox';
import { limitSetting } from './limit-setting.js';

/**
 * Signs tokens where no SECRET_KEY is set, the same in api and realtime. It says what it is, so that production, which
 * takes no key that calls itself insecure, refuses it.
 */
const developmentKey = 'insecure-development-key-never-for-production';

/** Settings that both services have, to be spread into the schema of each. */
export const sharedSettings = {
  ENVIRONMENT: Type.Enum(['development', 'production'], {
    default: 'development',
    description: 'what this runs for; production is stricter, as the defaults show',
  }),
  DATABASE_URL: Type.String({
    format: 'postgres-address',
    description:
      'where PostgreSQL is: postgresql://user:password@host:5432/database, in which / # and % of a password are ' +
      'written as %2F %23 and %25',
  }),
  REDIS_URL: Type.String({
    format: 'redis-address',
    description:
      'where Redis is: redis://:password@host:6379, in which / # and % of the password are written as %2F %23 and %25; ' +
      'of a Redis Cluster some nodes, with commas in between',
  }),
  SECRET_KEY: Type.String({
    default: developmentKey,
    description: 'the key that signs tokens; production takes none that is short or known',
  }),
  SECRET_KEY_FALLBACKS: Type.Array(Type.String(), {
    default: [],
    description: 'keys that signed tokens before and are still read, with commas in between',
  }),
  ALLOWED_HOSTS: Type.Array(Type.String(), {
    default: [],
    description: 'the host names that this is reached by, all if none is set; .example.com with all below it',
  }),
  ALLOWED_ORIGINS: Type.Array(Type.String(), {
    default: [],
    description:
      'the origins of pages that may call, https://chat.example.com, * for all; if none is set all in development and none in production',
  }),
  TRUST_PROXY: Type.Array(Type.String({ format: 'proxy' }), {
    default: [],
    description:
      'the proxies whose X-Forwarded-For is believed: addresses, networks (10.0.0.0/8), loopback, ' +
      'uniquelocal (private networks), or how many there are on the way; without them everybody behind a proxy counts as one',
  }),
  SEND_RATE: limitSetting(600, 'messages a minute that one person may send, or change over sockets'),
  CHAT_SEND_RATE: limitSetting(300, 'messages a minute that one person may send to one chat'),
  HOST: Type.String({ default: '0.0.0.0', description: 'the address to listen on' }),
  METRICS_HOST: Type.String({
    default: '127.0.0.1',
    description: 'the address on which Prometheus finds /metrics, one that clients cannot reach',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      format: 'uri',
      description:
        "where OpenTelemetry's collector takes traces by HTTP: http://127.0.0.1:4318; nothing is traced without it",
    }),
  ),
  DRAIN_DELAY: Type.Integer({
    minimum: 0,
    maximum: 15,
    default: 0,
    description: 'the seconds between saying that it is not ready any more and closing anything, when it is stopped',
  }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
    description: 'the least that is worth a line in the log',
  }),
  STREAM_PREFIX: Type.String({
    default: 'besage',
    pattern: '^[a-zA-Z0-9_-]{1,64}$',
    description: 'what the names of all streams in Redis begin with: letters, digits, - and _',
  }),
  EVENT_PARTITIONS: Type.Integer({
    minimum: 1,
    maximum: 64,
    default: 1,
    description: 'how many streams events are spread over, for a Redis Cluster; to be the same in api and gateway',
  }),
};
