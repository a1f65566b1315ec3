import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { assertStrongSecret } from './secret-key.js';

const strong = '9f2c41d07be85a36c1f0d2e4978b6a53';

test.each([
  [undefined, 'is missing'],
  ['', 'is missing'],
  ['    ', 'is missing'],
  [strong.slice(1), 'is shorter than 32 bytes'],
  ['abcabcabcabcabcabcabcabcabcabcabcabc', 'repeats a few characters'],
  [`changeme-${strong}`, 'is a known example'],
  [`django-insecure-${strong}`, 'is a known example'],
  [`insecure-development-key-${strong}`, 'is a known example'],
  [`your_secret_key_${strong}`, 'is a known example'],
])('production refuses %j: it %s', (key, weakness) => {
  const refusal = () => assertStrongSecret(key, 'production');
  expect(refusal).toThrow(expect.objectContaining({ name: 'ConfigError' }));
  expect(refusal).toThrow(`SECRET_KEY ${weakness}. `);
  expect(refusal).toThrow('openssl rand -hex 32');
});

test('the key itself is never shown', () => {
  const key = `changeme-${strong}`;
  expect(() => assertStrongSecret(key, 'production')).not.toThrow(strong);
});

test('production takes random keys, however they are written', () => {
  const random = (['hex', 'base64', 'base64url'] as const).map((encoding) => randomBytes(32).toString(encoding));
  for (const key of [strong, ...random]) {
    expect(() => assertStrongSecret(key, 'production')).not.toThrow();
  }
});

test('development takes what it is given', () => {
  expect(() => assertStrongSecret('insecure', 'development')).not.toThrow();
});
