import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { tooMany } from '../delivery/admit.js';

/**
 * An open socket lives for days, and nothing of the request that opened it should: its headers, its address with the token,
 * what Fastify made of it, 5 KB. Two things would hold them: the socket the response that is never sent, and
 * @fastify/websocket's listener to errors both request and reply. The first is taken away here, the second by
 * {@link takeOver}.
 */
export function forgetResponses(app: FastifyInstance): void {
  app.addHook('preHandler', (request, reply, next) => {
    if (request.ws) reply.raw.detachSocket(request.raw.socket);
    next();
  });
}

/** Takes an open socket over from its request. @returns the TCP or TLS socket under it */
export function takeOver(webSocket: WebSocket, { raw, place, server: { log } }: FastifyRequest): Socket {
  if (place) place.onSurplus = () => webSocket.close(tooMany.code, tooMany.reason);
  webSocket.removeAllListeners('error');
  webSocket.on('error', (error) => {
    log.info({ err: error }, 'a socket failed');
    // Whose frame was no good is told so by the close code: cutting the line could overtake it.
    if (webSocket.readyState === webSocket.OPEN) webSocket.terminate();
  });
  return raw.socket;
}
