import type { FastifyRequest } from 'fastify';
import type { Device } from '../operations/auth/device.js';

/** From where a request comes; where it came through a proxy that is trusted, what that says. */
export function deviceOf({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): Device {
  // A socket that takes both kinds of addresses writes IPv4 so.
  return { address: ip.replace(/^::ffff:/, ''), userAgent: headers['user-agent'] };
}
