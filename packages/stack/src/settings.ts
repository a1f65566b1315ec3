import path from 'node:path';
import { StartupError } from './startup-error.js';

/** What `npm start` takes from the environment. The services get the whole environment besides. */
export interface Settings {
  host: string;
  port: number;
  realtimePort: number;
  /** Absolute path. */
  dataDir: string;
  /** Undefined: an embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Undefined: an embedded Redis. */
  redisUrl: string | undefined;
  /** Undefined: one made at the first start. */
  secretKey: string | undefined;
  /** Whether there are to be people and chats to try it with. */
  demo: boolean;
}

/**
 * Reads the settings; one that is set but empty counts as not set.
 *
 * @throws StartupError that names the setting that makes no sense
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const settings = {
    host: env['HOST'] || '127.0.0.1',
    port: portOf(env, 'PORT', 3000),
    realtimePort: portOf(env, 'REALTIME_PORT', 3001),
    dataDir: path.resolve(env['BESAGE_DATA'] || '.besage'),
    databaseUrl: env['DATABASE_URL'] || undefined,
    redisUrl: env['REDIS_URL'] || undefined,
    secretKey: env['SECRET_KEY'] || undefined,
    demo: demoOf(env),
  };
  if (settings.port === settings.realtimePort) {
    throw new StartupError(`PORT and REALTIME_PORT are both ${settings.port}: each service needs a port of its own.`);
  }
  return settings;
}

/** Only where nobody else gets in and no data of anybody's lie, unless it is asked for; in production never. */
function demoOf(env: NodeJS.ProcessEnv): boolean {
  const asked = env['BESAGE_DEMO'];
  if (env['ENVIRONMENT'] === 'production') {
    if (asked === '1') throw new StartupError('BESAGE_DEMO lets anybody in: it is not to be set in production.');
    return false;
  }
  const isOwn = !env['DATABASE_URL'] && ['127.0.0.1', '::1', 'localhost'].includes(env['HOST'] || '127.0.0.1');
  return asked ? asked === '1' : isOwn;
}

function portOf(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name] || String(otherwise);
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartupError(`${name} is to be a port, a number from 1 to 65535, and not "${text}".`);
}
