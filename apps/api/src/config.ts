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

/** All that the api can be set to; apps/SETTINGS.md tells of it. */
export const Settings = Type.Object({
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
  REALTIME_URL: Type.Optional(
    Type.String({
      pattern: '^(http://)?[^/\\s]+/?$',
      description:
        'the gateway that sockets are passed on to, http://realtime:3001; without it a proxy in front does that',
    }),
  ),
  WEB_ROOT: Type.Optional(
    Type.String({
      description: 'the folder that apps/web is built into, to serve its page at /; without it there is none',
    }),
  ),
  DEMO_PEOPLE: Type.Array(Type.String(), {
    default: [],
    description: 'people whom anybody may be, whom the page offers where somebody only wants to try it',
  }),
  DEMO_PASSWORD: Type.Optional(Type.String({ description: 'the password of these; refused in production' })),
  ACCESS_TOKEN_TTL: Type.Integer({
    minimum: 30,
    default: 3_600,
    description: 'the seconds that an access token is good for',
  }),
  REFRESH_TOKEN_TTL: Type.Integer({
    minimum: 60,
    default: 30 * 24 * 3_600,
    description: 'the seconds that a session lives without being refreshed',
  }),
  EXPO_ACCESS_TOKEN_TTL: Type.Optional(
    Type.Integer({
      minimum: 60,
      description:
        'the seconds that a session of the React Native app lives, and its one token; REFRESH_TOKEN_TTL if not set',
    }),
  ),
  DATABASE_POOL_SIZE: Type.Integer({
    minimum: 1,
    default: 10,
    description: 'how many connections to PostgreSQL a copy may open; the api opens one more, to append messages',
  }),
  BODY_LIMIT: Type.Integer({
    minimum: 1_024,
    default: 256 * 1_024,
    description: 'the bytes that the body of a request may have, images apart',
  }),
  ADDRESS_REQUEST_RATE: limitSetting(12_000, 'requests a minute from one address, whoever asks'),
  REQUEST_RATE: limitSetting(
    1_200,
    'requests a minute of one person; ten people put into a chat count as one more, a search for one or two letters as ten',
  ),
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
