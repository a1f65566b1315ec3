import { inspect } from 'node:util';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { loadConfig } from './load-config.js';
import { sharedSettings } from './shared-settings.js';

const schema = Type.Object(sharedSettings);
const addresses = { DATABASE_URL: 'postgresql://u:p@db/besage', REDIS_URL: 'redis://cache:6379' };

test('two addresses are enough to develop', () => {
  expect(loadConfig(schema, addresses)).toEqual({
    ...addresses,
    ENVIRONMENT: 'development',
    SECRET_KEY: 'insecure-development-key-never-for-production',
    SECRET_KEY_FALLBACKS: [],
    ALLOWED_HOSTS: [],
    ALLOWED_ORIGINS: [],
    TRUST_PROXY: [],
    SEND_RATE: 0,
    CHAT_SEND_RATE: 0,
    HOST: '0.0.0.0',
    METRICS_HOST: '127.0.0.1',
    DRAIN_DELAY: 0,
    LOG_LEVEL: 'info',
    STREAM_PREFIX: 'besage',
    EVENT_PARTITIONS: 1,
  });
});

test('without them it says what to set', () => {
  expect(() => loadConfig(schema, { DATABASE_URL: 'mysql://u:p@db/besage' })).toThrow(
    new RegExp(
      [
        '^Some settings are missing or wrong:',
        '  REDIS_URL: This is required\\. It is where Redis is: .*\\.',
        '  DATABASE_URL: This has not the right form\\. It is where PostgreSQL is: .*\\.$',
      ].join('\n'),
    ),
  );
});

test.each([
  { DATABASE_URL: 'postgresql://besage:hunter/2@db/besage' },
  { DATABASE_URL: 'postgresql://besage:12/hunter2@db/besage' },
  { REDIS_URL: 'redis://:hunter/2@cache' },
  { REDIS_URL: 'redis://:hunter2%@cache' },
])('an address that cannot be read is refused, and its password not shown: %j', (wrong) => {
  const refusal = inspect(refusalOf({ ...addresses, ...wrong }), { depth: 9 });
  expect(refusal).toMatch(/^ConfigError: .*\n {2}(DATABASE|REDIS)_URL: This has not the right form\. It is where/);
  expect(refusal).not.toMatch(/hunter/);
});

function refusalOf(env: NodeJS.ProcessEnv): unknown {
  try {
    return loadConfig(schema, env);
  } catch (error) {
    return error;
  }
}
