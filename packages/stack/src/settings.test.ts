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
  });
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
  [{ PORT: '3001' }, 'PORT and REALTIME_PORT are both 3001'],
])('%o is refused', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(sentence);
});
