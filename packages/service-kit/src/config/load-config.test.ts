import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const schema = Type.Object({
  NAME: Type.String({ pattern: '^[a-z]+$', description: 'the name, in small letters' }),
  PORT: Type.Integer({ minimum: 1, default: 3000 }),
  LEVEL: Type.Enum(['low', 'high'], { default: 'low' }),
  WORKER_URL: Type.Optional(Type.String({ format: 'uri' })),
  USE_WORKER: Type.Boolean({ default: false }),
  ORIGINS: Type.Array(Type.String(), { default: ['a'] }),
});

const defaults = { NAME: 'ana', PORT: 3000, LEVEL: 'low', USE_WORKER: false, ORIGINS: ['a'] };

/** The message with which these settings are refused. */
function refusal(env: Record<string, string>): string {
  try {
    loadConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('these settings were taken');
}

test('what is set is read and converted, the rest has its default', () => {
  expect(loadConfig(schema, { NAME: 'ana' })).toEqual(defaults);
  expect(loadConfig(schema, { NAME: 'ana', PORT: '80', LEVEL: 'high', WORKER_URL: 'https://w.example.com' })).toEqual({
    ...defaults,
    PORT: 80,
    LEVEL: 'high',
    WORKER_URL: 'https://w.example.com',
  });
});

test('an empty setting counts as not set, blanks around one do not count', () => {
  expect(loadConfig(schema, { NAME: ' ana\r', PORT: '', WORKER_URL: '  ' })).toEqual(defaults);
  expect(refusal({ NAME: '' })).toContain('NAME: This is required.');
});

test('settings that nobody asked for are not read', () => {
  expect(loadConfig(schema, { NAME: 'ana', PATH: '/bin' })).toEqual(defaults);
});

test.each([
  ['https://a.example.com, https://b.example.com,', ['https://a.example.com', 'https://b.example.com']],
  ['["https://a.example.com", "b"]', ['https://a.example.com', 'b']],
  ['[]', []],
  ['a', ['a']],
])('a list may be written as %j', (ORIGINS, list) => {
  expect(loadConfig(schema, { NAME: 'ana', ORIGINS })).toEqual({ ...defaults, ORIGINS: list });
});

test.each(['[', '["a"', '[1]', '[["a"]]'])('a list may not be written as %j', (ORIGINS) => {
  expect(refusal({ NAME: 'ana', ORIGINS })).toContain('ORIGINS: This must be a list.');
});

test.each([
  ['True', true],
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['False', false],
  ['0', false],
  ['no', false],
  ['off', false],
])('yes and no may be written as %j', (USE_WORKER, value) => {
  expect(loadConfig(schema, { NAME: 'ana', USE_WORKER })).toEqual({ ...defaults, USE_WORKER: value });
});

test('one error names every setting that is wrong, and no value', () => {
  const message = refusal({
    NAME: 'Hunter2',
    PORT: 'hunter2',
    LEVEL: 'hunter2',
    WORKER_URL: 'hunter2',
    USE_WORKER: 'hunter2',
  });
  expect(message.split('\n')).toEqual([
    'Some settings are missing or wrong:',
    '  NAME: This has not the right form. It is the name, in small letters.',
    '  PORT: This must be a whole number.',
    '  LEVEL: This must be one of: low, high.',
    '  WORKER_URL: This must be a URL.',
    '  USE_WORKER: This must be true or false.',
  ]);
});

test('a schema can be used again', () => {
  expect(loadConfig(schema, { NAME: 'ana' })).toEqual(loadConfig(schema, { NAME: 'ana' }));
  expect(Object.keys(schema)).not.toContain('additionalProperties');
});
