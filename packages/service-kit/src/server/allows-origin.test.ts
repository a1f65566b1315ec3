import { expect, test } from 'vitest';
import { allowsOrigin } from './allows-origin.js';

const page = 'https://chat.example.com';

test('only listed origins are allowed, whatever their case and trailing slash', () => {
  const allows = allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: ['https://Chat.example.com/'] });
  expect([allows(page), allows('https://evil.example.com'), allows('null')]).toEqual([true, false, false]);
});

test('without a list any page may come in development, and none in production', () => {
  expect(allowsOrigin({ ENVIRONMENT: 'development', ALLOWED_ORIGINS: [] })(page)).toBe(true);
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] })(page)).toBe(false);
});

test('a star is any page; who is no browser needs no origin', () => {
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: ['*'] })(page)).toBe(true);
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] })(undefined)).toBe(true);
});
