import { ConfigError, limitSetting, loadConfig, mediaSettings, sharedSettings } from '@besage/service-kit';
import { Type, type Static } from 'typebox';
import { storageSettings } from './storage/storage-settings.js';

/** Also read by the command line. */
export const passwordSettings = {
  PASSWORD_STRENGTH: Type.Integer({
    minimum: 0,
    maximum: 4,
    default: 2,
    description: 'how hard a new password must be to guess, from 1 to 4 as zxcvbn counts; 0 for any',
  }),
};

const Settings = Type.Object({
  ...sharedSettings,
  ...mediaSettings,
  ...storageSettings,
  ...passwordSettings,
  METRICS_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'the port on which Prometheus finds /metrics of the api; 0 for none',
  }),
  /** The gateway that `/ws/` is passed on to; without it a proxy in front does that. */
  REALTIME_URL: Type.Optional(Type.String({ format: 'uri' })),
  /** The folder that apps/web is built into, to serve its page; without it there is none. */
  WEB_ROOT: Type.Optional(Type.String()),
  /** People whom anybody may be, and their password: what the page offers where somebody only wants to try it. */
  DEMO_PEOPLE: Type.Array(Type.String(), { default: [] }),
  DEMO_PASSWORD: Type.Optional(Type.String()),
  /** Seconds that an access token is good for. */
  ACCESS_TOKEN_TTL: Type.Integer({ minimum: 30, default: 3_600 }),
  /** Seconds that a session lives without being refreshed. */
  REFRESH_TOKEN_TTL: Type.Integer({ minimum: 60, default: 30 * 24 * 3_600 }),
  /** Seconds that a session of the React Native app lives, and its one token; as REFRESH_TOKEN_TTL where it is not set. */
  EXPO_ACCESS_TOKEN_TTL: Type.Optional(Type.Integer({ minimum: 60 })),
  /** Connections to PostgreSQL, beside the one that appends messages. */
  DATABASE_POOL_SIZE: Type.Integer({ minimum: 1, default: 10 }),
  /** Bytes of a request's body. */
  BODY_LIMIT: Type.Integer({ minimum: 1_024, default: 256 * 1_024 }),
  ADDRESS_REQUEST_RATE: limitSetting(12_000, 'requests a minute from one address, whoever asks'),
  REQUEST_RATE: limitSetting(1_200, 'requests a minute of one person'),
  UPLOAD_RATE: limitSetting(60, 'images a minute that one person may upload'),
  LOGIN_RATE: limitSetting(30, 'logins a minute from one address, right or wrong'),
  REGISTER_RATE: limitSetting(30, 'accounts an hour that may be asked for from one address, or by one name'),
  REFRESH_RATE: limitSetting(120, 'refresh tokens a minute that may be exchanged from one address'),
  PASSWORD_FAILURES: limitSetting(
    10,
    'wrong passwords for one account a minute, with three times as many in an hour and ten times in a day; ' +
      'from addresses where the right one was known within 30 days they are counted apart',
  ),
});

export type Config = Static<typeof Settings>;

/**
 * Reads the settings of this service from the environment, once.
 *
 * @throws ConfigError that says what to set
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const config = loadConfig(Settings, env);
  if (config.DEMO_PASSWORD !== undefined && config.ENVIRONMENT === 'production') {
    throw new ConfigError('DEMO_PASSWORD lets anybody in: it is not to be set in production.');
  }
  return config;
}
