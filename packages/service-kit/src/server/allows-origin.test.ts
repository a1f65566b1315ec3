import { expect, test } from 'vitest';
import { allowsOrigin } from './allows-origin.js';

const page = 'https://chat.example.com';

test('only listed origins are allowed, whatever their case and trailing slash', () => {
  const allows = allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: ['https://Chat.example.com/'] });
  expect([allows(page), allows('https://evil.example.com'), allows('null')]).toEqual([true, false, false]);
});

test.each([
  ['https://a.example', 'https://a.example', true],
  ['https://a.example:443/', 'https://a.example', true],
  ['http://A.example:80', 'http://a.example', true],
  ['https://a.example:8443', 'https://a.example:8443', true],
  ['https://a.example', 'HTTPS://A.EXAMPLE', true],
  ['https://a.example', 'http://a.example', false],
  ['https://a.example', 'https://a.example:8443', false],
  ['https://a.example', 'https://a.example.evil.example', false],
  ['https://a.example', 'https://evil.a.example', false],
  ['https://a.example', 'https://a.example@evil.example', false],
  ['https://a.example', 'https://a.example, https://evil.example', false],
  ['https://a.example', '', false],
  ['https://a.example', 'null', false],
  ['null', 'null', true],
  ['capacitor://localhost', 'capacitor://localhost', true],
])('where %s is listed, is %s allowed? %s', (listed, origin, isAllowed) => {
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [listed] })(origin)).toBe(isAllowed);
});

test('our own page may come, from the very host and port that it calls', () => {
  const allows = allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] });
  const own: [string, string][] = [
    ['https://chat.example.com', 'Chat.example.com'],
    ['http://192.168.1.5:3000', '192.168.1.5:3000'],
  ];
  const others: [string, string | undefined][] = [
    ['https://chat.example.com', 'chat.example.com:3000'],
    ['https://chat.example.com:3000', 'chat.example.com'],
    ['https://evil.example', 'chat.example.com'],
    ['https://chat.example.com.evil.example', 'chat.example.com'],
    ['null', 'null'],
    ['https://', ''],
    ['https://chat.example.com', undefined],
  ];
  expect(own.map(([origin, host]) => allows(origin, host))).toEqual([true, true]);
  expect(others.map(([origin, host]) => allows(origin, host))).toEqual(others.map(() => false));
});

test('without a list any page may come in development, and none in production', () => {
  expect(allowsOrigin({ ENVIRONMENT: 'development', ALLOWED_ORIGINS: [] })(page)).toBe(true);
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] })(page)).toBe(false);
});

test('a star is any page; who is no browser needs no origin', () => {
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: ['*'] })(page)).toBe(true);
  expect(allowsOrigin({ ENVIRONMENT: 'production', ALLOWED_ORIGINS: [] })(undefined)).toBe(true);
});
