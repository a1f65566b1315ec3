import { expect, test } from 'vitest';
import { readConfig } from './config.js';

const addresses = { DATABASE_URL: 'postgres://nobody', REDIS_URL: 'redis://nobody' };

test('people whom anybody may be are refused in production', () => {
  const demo = { ...addresses, DEMO_PEOPLE: 'ana,bruno', DEMO_PASSWORD: 'known to all' };
  expect(readConfig(demo)).toMatchObject({ DEMO_PEOPLE: ['ana', 'bruno'], DEMO_PASSWORD: 'known to all' });
  expect(() => readConfig({ ...demo, ENVIRONMENT: 'production' })).toThrow('DEMO_PASSWORD lets anybody in');
});
