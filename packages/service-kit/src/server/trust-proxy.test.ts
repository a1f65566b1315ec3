import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf, isTrustable, trustProxy } from './trust-proxy.js';

const [client, liar, proxy, second] = ['203.0.113.7', '198.51.100.1', '10.0.0.2', '10.0.0.3'];

/** Where a request that came from `peer` with this header is taken to come from. */
function seen(named: string[], peer: string, forwardedFor?: string): string {
  const request = { headers: { 'x-forwarded-for': forwardedFor }, socket: { remoteAddress: peer } };
  return addressOf(request as unknown as IncomingMessage, trustProxy(named));
}

test('nobody is believed who is not named', () => {
  expect(seen([], client, liar)).toBe(client);
  expect(seen([proxy], client, liar)).toBe(client);
  expect(seen(['10.0.0.0/8', 'loopback'], proxy)).toBe(proxy);
});

test.each([[[proxy]], [['10.0.0.0/8']], [['uniquelocal']], [['1']]])(
  'who is named (%j) is believed, for one step',
  (named) => {
    expect(seen(named, proxy, client)).toBe(client);
    // What the client said itself stands before what the proxy has seen.
    expect(seen(named, proxy, `${liar}, ${client}`)).toBe(client);
  },
);

test('over several proxies the last address that is none of theirs counts', () => {
  expect(seen([proxy, second], second, `${liar}, ${client}, ${proxy}`)).toBe(client);
  expect(seen(['2'], second, `${liar}, ${client}, ${proxy}`)).toBe(client);
  expect(seen(['1'], second, `${liar}, ${client}, ${proxy}`)).toBe(proxy);
});

test.each(['loopback', 'uniquelocal', '1', '10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'])('%s can be named', (text) => {
  expect(isTrustable(text)).toBe(true);
  expect(() => trustProxy([text])).not.toThrow();
});

test.each(['', '*', 'true', 'all', 'proxy.example.com', '10.0.0.0/0', '10.0.0.0/33', '::/0', '10.0.0', '100', '/8'])(
  '%j can not',
  (text) => {
    expect(isTrustable(text)).toBe(false);
  },
);
