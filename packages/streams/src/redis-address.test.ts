import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { redisAddress } from './redis-address.js';

const open = { username: undefined, password: undefined, isEncrypted: false };

test('one address is a server', () => {
  const nodes = [{ host: 'cache', port: 6379 }];
  expect(redisAddress('redis://cache')).toEqual({ ...open, nodes, isCluster: false });
});

test('several are nodes of a cluster, and the first says how to get in', () => {
  expect(redisAddress('rediss://app:p%40ss@a:7000, rediss://[::1]:7001')).toEqual({
    nodes: [
      { host: 'a', port: 7000 },
      { host: '::1', port: 7001 },
    ],
    isCluster: true,
    username: 'app',
    password: 'p@ss',
    isEncrypted: true,
  });
});

test('a comma in a password is none between addresses', () => {
  expect(redisAddress('redis://:a,b@cache')).toMatchObject({ isCluster: false, password: 'a,b' });
});

test('one that cannot be read is not shown', () => {
  const wrong = 'redis://:hunter2/@cache';
  expect(() => redisAddress(wrong)).toThrow(/^An address of Redis is no URL\.$/);
  expect(
    inspect(
      thrownBy(() => redisAddress(wrong)),
      { showHidden: true },
    ),
  ).not.toContain('hunter2');
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

test('a cluster behind one address is named twice', () => {
  expect(redisAddress('redis://one:1,redis://one:1').isCluster).toBe(true);
});
