import { isIP } from 'node:net';

/** Groups of an IPv6 address that belong to one customer of a network; they choose the other four themselves. */
const NETWORK_GROUPS = 4;

/**
 * What requests from one place have in common: their IPv4 address, or the /64 network of their IPv6 address, since whoever
 * has one address of it has all of them.
 *
 * @param address as `request.ip` gives it
 */
export function addressKey(address: string | undefined = ''): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  const version = isIP(plain);
  // A proxy that is believed may pass on what a client has made up: no more of it is one more place.
  if (version !== 6) return version === 4 ? plain : 'unknown';
  const [before = '', after = ''] = plain.split('::');
  const groups = (half: string) => half.split(':').filter((group) => group !== '');
  const [first, last] = [groups(before), groups(after)];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const network = [...first, ...zeros, ...last].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
