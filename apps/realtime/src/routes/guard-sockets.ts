import { ServiceError } from '@besage/contracts';
import { addressKey, allowsOrigin } from '@besage/service-kit';
import type { Place } from '@besage/streams';
import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { Context } from '../context.js';
import { tooMany, type Refused } from '../delivery/admit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the socket is shown out as soon as it is open, whoever it is of. */
    refused: Refused | undefined;
    /** Its socket among those of its address, where they are limited. */
    place: Place | undefined;
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
  const { opened, open } = ctx.limits;
  app.decorateRequest('refused', undefined);
  app.decorateRequest('place', undefined);
  app.addHook('onRequest', (request, _reply, next) => {
    const { origin, host } = request.headers;
    if (!isAllowed(origin, host)) return next(new ServiceError('origin_not_allowed'));
    // Only a GET opens one. A HEAD would come as far, and leave a line that nobody reads from or ends.
    if (request.ws && request.method !== 'GET') return next(new ServiceError('not_found'));
    const address = addressKey(request.ip);
    // Of what asks for no socket, many may come over one line, which would be counted until it ends.
    if (max > 0 && request.ws) {
      if (open.ofAddress.countOf(address) >= 2 * max) {
        return next(new ServiceError('rate_limited', { retryAfter: 1 }));
      }
      if (!open.ofAddress.hasRoom(address)) request.refused = tooMany;
      request.place = takePlace(open.ofAddress.add(address), request.raw.socket);
    }
    if (!opened.ofAddress.take(address).isAllowed) request.refused = tooMany;
    next();
  });
}

/** Held until the line ends. While the handshake is under way the line is cut where there are too many, see `takeOver`. */
function takePlace(place: Place, socket: Socket): Place {
  place.onSurplus = () => socket.destroy();
  socket.once('close', () => place.leave());
  return place;
}
