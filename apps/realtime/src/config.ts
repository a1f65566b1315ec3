import { limitSetting, loadConfig, mediaSettings, sharedSettings } from '@besage/service-kit';
import { Type, type Static } from 'typebox';

const Settings = Type.Object({
  ...sharedSettings,
  ...mediaSettings,
  /** The gateway's own port. */
  REALTIME_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3001 }),
  REALTIME_METRICS_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'the port on which Prometheus finds /metrics of the gateway; 0 for none',
  }),
  /** Connections to PostgreSQL. */
  DATABASE_POOL_SIZE: Type.Integer({ minimum: 1, default: 5 }),
  /** Bytes of a frame; a bigger one ends the socket with 1009. A `connect` that names 5,000 chats fits. */
  FRAME_LIMIT: Type.Integer({ minimum: 1_024, default: 256 * 1_024 }),
  /** Frames a second that a socket may send, some more at once; 0 for any number. */
  FRAME_RATE: Type.Integer({ minimum: 0, default: 200 }),
  ADDRESS_CONNECT_RATE: limitSetting(3_000, 'sockets a minute that may be opened from one address'),
  CONNECT_RATE: limitSetting(120, 'sockets a minute that one person may open'),
  ADDRESS_SOCKET_MAX: limitSetting(2_000, 'sockets that one address may have open at once, on each gateway'),
  SOCKET_MAX: limitSetting(50, 'sockets that one person may have open at once, on each gateway'),
  /** Seconds within which a socket without a token in its address must bring one. */
  CONNECT_TIMEOUT: Type.Integer({ minimum: 1, default: 10 }),
  /** Seconds between two heartbeats; a socket that does not answer one is cut at the next. */
  HEARTBEAT_INTERVAL: Type.Integer({ minimum: 1, default: 25 }),
  /** Seconds over which the sockets of a gateway that is going down are closed. */
  DRAIN_TIME: Type.Integer({ minimum: 0, maximum: 5, default: 3 }),
  /** Seconds after which a gateway that says nothing more counts as dead, and its people as offline. */
  PRESENCE_LEASE: Type.Integer({ minimum: 1, default: 60 }),
});

export type Config = Static<typeof Settings>;

/** Reads the settings of this service from the environment, once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(Settings, env);
}
