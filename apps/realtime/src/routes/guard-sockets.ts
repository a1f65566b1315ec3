import { ServiceError } from '@besage/contracts';
import { addressKey, allowsOrigin } from '@besage/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';
import { tooMany, type Refused } from '../delivery/admit.js';
import { SocketCounts } from '../sockets/socket-counts.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the socket is shown out as soon as it is open, whoever it is of. */
    refused: Refused | undefined;
  }
}

/**
 * Decides on the handshakes of this scope before anything is asked about them: which pages may open sockets, and how many
 * one address may, in a minute and at once. Who opens too many is let in and shown out, so that a browser can see why;
 * who goes on until twice as many are open finds the door closed.
 */
export function guardSockets(app: FastifyInstance, ctx: Context): void {
  const isAllowed = allowsOrigin(ctx.config);
  const { ADDRESS_SOCKET_MAX: max } = ctx.config;
  const counts = new SocketCounts();
  app.decorateRequest('refused', undefined);
  app.addHook('onRequest', (request, _reply, next) => {
    const { origin, host } = request.headers;
    if (!isAllowed(origin, host)) return next(new ServiceError('origin_not_allowed'));
    const address = addressKey(request.ip);
    // Of what asks for no socket, many may come over one line, which would be counted until it ends.
    if (max > 0 && request.ws) {
      const open = counts.of(address);
      if (open >= 2 * max) return next(new ServiceError('rate_limited', { retryAfter: 1 }));
      counts.add(address);
      request.raw.socket.once('close', () => counts.remove(address));
      if (open >= max) {
        ctx.counts.limited.add('address-sockets-open');
        request.refused = tooMany;
      }
    }
    const allowance = ctx.limits.opened.ofAddress.take(address);
    if (!allowance.isAllowed) request.refused = tooMany;
    next();
  });
}
