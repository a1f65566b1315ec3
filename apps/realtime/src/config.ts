import { limitSetting, loadConfig, mediaSettings, sharedSettings } from '@besage/service-kit';
import { Type, type Static } from 'typebox';

/** All that the gateway can be set to; apps/SETTINGS.md tells of it. */
export const Settings = Type.Object({
  ...sharedSettings,
  ...mediaSettings,
  REALTIME_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3001,
    description: 'the port on which the gateway takes sockets',
  }),
  REALTIME_METRICS_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'the port on which Prometheus finds /metrics of the gateway; 0 for none',
  }),
  DATABASE_POOL_SIZE: Type.Integer({
    minimum: 1,
    default: 5,
    description: 'how many connections to PostgreSQL a copy may open',
  }),
  // A `connect` that names 5,000 chats fits.
  FRAME_LIMIT: Type.Integer({
    minimum: 1_024,
    default: 256 * 1_024,
    description: 'the bytes that a frame may have; a larger one ends its socket with 1009',
  }),
  FRAME_RATE: Type.Integer({
    minimum: 0,
    default: 200,
    description:
      'frames a second that one person may send to a gateway over all their sockets, some more at once; one of 4 KiB counts for two, of 8 KiB for three; 0 for any number',
  }),
  ADDRESS_CONNECT_RATE: limitSetting(3_000, 'sockets a minute that may be opened from one address'),
  CONNECT_RATE: limitSetting(120, 'sockets a minute that one person may open'),
  ADDRESS_SOCKET_MAX: limitSetting(2_000, 'sockets that one address may have open at once'),
  SOCKET_MAX: limitSetting(50, 'sockets that one person may have open at once'),
  CONNECT_TIMEOUT: Type.Integer({
    minimum: 1,
    default: 10,
    description: 'the seconds within which a socket without a token in its address must bring one',
  }),
  HEARTBEAT_INTERVAL: Type.Integer({
    minimum: 1,
    default: 25,
    description: 'the seconds between two heartbeats; a socket that does not answer one with a pong is cut at the next',
  }),
  DRAIN_TIME: Type.Integer({
    minimum: 0,
    maximum: 5,
    default: 3,
    description: 'the seconds over which the sockets of a gateway that is going down are closed',
  }),
  PRESENCE_LEASE: Type.Integer({
    minimum: 1,
    default: 60,
    description: 'the seconds after which a gateway that says nothing more counts as dead, and its people as offline',
  }),
});

export type Config = Static<typeof Settings>;

/** Reads the settings of this service from the environment, once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return loadConfig(Settings, env);
}
