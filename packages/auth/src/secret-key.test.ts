import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { assertStrongKeys } from './secret-key.js';

const strong = '9f2c41d07be85a36c1f0d2e4978b6a53';

const inProduction = (SECRET_KEY: string, ...SECRET_KEY_FALLBACKS: string[]) =>
  assertStrongKeys({ ENVIRONMENT: 'production', SECRET_KEY, SECRET_KEY_FALLBACKS });

test.each([
  ['', 'is missing'],
  ['    ', 'is missing'],
  [strong.slice(1), 'is shorter than 32 bytes'],
  ['abcabcabcabcabcabcabcabcabcabcabcabc', 'repeats a few characters'],
  [`changeme-${strong}`, 'is a known example'],
  [`django-insecure-${strong}`, 'is a known example'],
  [`insecure-development-key-${strong}`, 'is a known example'],
  [`your_secret_key_${strong}`, 'is a known example'],
])('production refuses %j: it %s', (key, weakness) => {
  const refusal = () => inProduction(key);
  expect(refusal).toThrow(expect.objectContaining({ name: 'ConfigError' }));
  expect(refusal).toThrow(`SECRET_KEY ${weakness}. `);
  expect(refusal).toThrow('openssl rand -hex 32');
  expect(() => inProduction(strong, strong, key)).toThrow(`A key of SECRET_KEY_FALLBACKS ${weakness}. `);
});

test('the key itself is never shown', () => {
  const key = `changeme-${strong}`;
  expect(() => inProduction(key)).not.toThrow(strong);
  expect(() => inProduction(strong, key)).not.toThrow(strong);
});

test('production takes random keys, however they are written', () => {
  const random = (['hex', 'base64', 'base64url'] as const).map((encoding) => randomBytes(32).toString(encoding));
  for (const key of [strong, ...random]) {
    expect(() => inProduction(key, ...random)).not.toThrow();
  }
});

test('development takes what it is given', () => {
  const insecure = { SECRET_KEY: 'insecure', SECRET_KEY_FALLBACKS: ['insecure'] };
  expect(() => assertStrongKeys({ ENVIRONMENT: 'development', ...insecure })).not.toThrow();
});
