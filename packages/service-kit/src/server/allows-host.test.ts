import { expect, test } from 'vitest';
import { allowsHost } from './allows-host.js';

test('only listed hosts are allowed, with any port and in any case', () => {
  const allows = allowsHost(['chat.example.com', '[::1]']);
  const hosts = [
    'chat.example.com',
    'CHAT.example.com:3000',
    '[::1]:3000',
    'example.com',
    'chat.example.com.evil.org',
    undefined,
  ];
  expect(hosts.map((host) => allows(host))).toEqual([true, true, true, false, false, false]);
});

test('a dot in front stands for a domain and all below it', () => {
  const allows = allowsHost(['.example.com']);
  const hosts = ['example.com', 'a.b.example.com', 'badexample.com'];
  expect(hosts.map((host) => allows(host))).toEqual([true, true, false]);
});

test.each([[[]], [['*', 'example.com']]])('%j allows any', (list) => {
  expect(allowsHost(list)('evil.org')).toBe(true);
});
