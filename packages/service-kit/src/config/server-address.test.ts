import { expect, test } from 'vitest';
import { isPostgresAddress, isRedisAddress } from './server-address.js';

test.each([
  'postgresql://user:password@host:5432/database',
  'postgres://host/database',
  'postgresql://besage:p%40ss@[::1]:5432/besage?sslmode=require',
  'postgresql://besage:p@ss@host/besage',
  'postgresql:///besage?host=/var/run/postgresql',
  'postgresql://besage:password@/besage?host=/cloudsql/besage',
])('%s is an address of PostgreSQL', (text) => {
  expect(isPostgresAddress(text)).toBe(true);
});

test.each([
  '',
  'mysql://host/database',
  'host:5432',
  'postgresql://besage:hunter/2@host/besage',
  'postgresql://besage:12/hunter2@host/besage',
  'postgresql://besage:12#hunter2@host/besage',
  'postgresql://besage:100%hunter2@host/besage',
  'postgresql://host:port/besage',
])('%j is none', (text) => {
  expect(isPostgresAddress(text)).toBe(false);
});

test.each(['redis://cache', 'rediss://app:p%40ss@a:7000, rediss://[::1]:7001', 'redis://:a,b@cache:6379/1'])(
  '%s is an address of Redis',
  (text) => {
    expect(isRedisAddress(text)).toBe(true);
  },
);

test.each([
  '',
  'redis://',
  'http://cache',
  'redis://a:1,b:2',
  'redis://a,redis://',
  'redis://:hunter/2@cache',
  'redis://:100%@cache',
  'redis://app:12/hunter2@cache',
])('%j is none', (text) => {
  expect(isRedisAddress(text)).toBe(false);
});
