import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { limitSetting } from './limit-setting.js';
import { loadConfig } from './load-config.js';

const schema = Type.Object({ ENVIRONMENT: Type.String({ default: 'development' }), RATE: limitSetting(30, 'logins') });
const rateIn = (env: NodeJS.ProcessEnv) => loadConfig(schema, env).RATE;

test('a limit is none in development, strict in production, and in both what it is set to', () => {
  expect([rateIn({}), rateIn({ RATE: '5' })]).toEqual([0, 5]);
  expect(rateIn({ ENVIRONMENT: 'production' })).toBe(30);
  expect(rateIn({ ENVIRONMENT: ' production', RATE: ' ' })).toBe(30);
  expect(rateIn({ ENVIRONMENT: 'production', RATE: '5' })).toBe(5);
  expect(rateIn({ ENVIRONMENT: 'production', RATE: '0' })).toBe(0);
});

test('it is a number that can be', () => {
  expect(() => rateIn({ RATE: '-1' })).toThrow(/RATE: This must be at least 0\. It is logins; 0 for any number/);
  expect(() => rateIn({ ENVIRONMENT: 'production', RATE: 'off' })).toThrow('RATE');
});
