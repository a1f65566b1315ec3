import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';

/** Whether a proxy at this address, `hop` steps away from us, is believed. */
export type Trust = (address: string, hop: number) => boolean;

const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** Whether this can stand in TRUST_PROXY: an address, a network (`10.0.0.0/8`), a name of some, or a number of proxies. */
export function isTrustable(text: string): boolean {
  if (RANGES.includes(text) || /^\d{1,2}$/.test(text)) return true;
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (bits === undefined || (Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128)));
}

/**
 * Makes the rule by which proxies are believed when they say whom they speak for (`X-Forwarded-For`). Nobody is who is not
 * named: else everybody could say that they come from anywhere.
 *
 * @param named as in TRUST_PROXY; a number is how many proxies there are on the way, whatever their addresses
 */
export function trustProxy(named: string[]): Trust {
  const hops = Math.max(0, ...named.filter((each) => /^\d+$/.test(each)).map(Number));
  const addresses = named.filter((each) => !/^\d+$/.test(each));
  const isNamed = addresses.length > 0 ? proxyAddr.compile(addresses) : () => false;
  return (address, hop) => hop < hops || isNamed(address, hop);
}

/** Where a request comes from: the last address on its way that is none of a proxy that we believe. */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  return proxyAddr(request, trust);
}
