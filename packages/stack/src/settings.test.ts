import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from './settings.js';

test('nothing needs to be set', () => {
  expect(readSettings({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    realtimePort: 3001,
    dataDir: path.resolve('.besage'),
    databaseUrl: undefined,
    redisUrl: undefined,
    secretKey: undefined,
    demo: true,
  });
});

test.each([
  ['on a database of its own that only this machine reaches', {}, true],
  ['not for others to reach', { HOST: '0.0.0.0' }, false],
  ["not in somebody's database", { DATABASE_URL: 'postgresql://db/besage' }, false],
  ['where it is asked for', { DATABASE_URL: 'postgresql://db/besage', BESAGE_DEMO: '1' }, true],
  ['not where it is asked not to be', { BESAGE_DEMO: '0' }, false],
  ['not in production', { ENVIRONMENT: 'production' }, false],
])('there is a demo %s', (_where, env, demo) => {
  expect(readSettings(env).demo).toBe(demo);
});

test('what is set wins, what is set to nothing is not set', () => {
  const settings = readSettings({ PORT: '80', BESAGE_DATA: '/data', DATABASE_URL: 'postgresql://db/besage', HOST: '' });
  expect(settings).toMatchObject({
    port: 80,
    dataDir: '/data',
    databaseUrl: 'postgresql://db/besage',
    host: '127.0.0.1',
  });
});

test.each([
  [{ PORT: 'http' }, 'PORT is to be a port'],
  [{ REALTIME_PORT: '70000' }, 'REALTIME_PORT is to be a port'],
  [{ ENVIRONMENT: 'production', BESAGE_DEMO: '1' }, 'BESAGE_DEMO lets anybody in'],
  [{ PORT: '3001' }, 'PORT and REALTIME_PORT are both 3001'],
])('%o is refused', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(sentence);
});
