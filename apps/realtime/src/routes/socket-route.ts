import { ServiceError } from '@besage/contracts';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { SocketCounts } from '../counts.js';
import type { Refused } from '../delivery/admit.js';
import { takeOver } from './take-over.js';

export interface SocketRoute<Admission extends object> {
  url: string;
  /** Decides, before the handshake is answered, who may come in. */
  admit: (request: FastifyRequest, token: string) => Promise<Admission | Refused>;
  /** Lets go of what an admission holds, where the handshake comes to nothing. */
  giveUp?: (admission: Admission) => void;
  /** Takes an open socket over. */
  welcome: (webSocket: WebSocket, socket: Socket, admission: Admission) => unknown;
  counts: SocketCounts;
}

/**
 * Adds a route for sockets. The token comes in the address (browsers can set no header). Who may not come in is let in and
 * shown out with the reason as the close code, which a browser can see; of a refused handshake it sees nothing.
 */
export function addSocketRoute<Admission extends object>(
  app: FastifyInstance,
  { url, admit, giveUp, welcome, counts }: SocketRoute<Admission>,
): void {
  const admissions = new WeakMap<FastifyRequest, { admission: Admission | Refused; onGone: () => void }>();
  app.get<{ Querystring: { token?: unknown } }>(
    url,
    {
      websocket: true,
      preValidation: async (request) => {
        // One that asks for no socket reaches no handler, either.
        if (!request.ws) throw new ServiceError('not_found');
        const { token } = request.query;
        const admission = request.refused ?? (await admit(request, typeof token === 'string' ? token : ''));
        const onGone = () => {
          if (!('code' in admission)) giveUp?.(admission);
        };
        admissions.set(request, { admission, onGone });
        // Whose client is gone by now, or was wrong about the handshake, is never handed over.
        const { socket } = request.raw;
        if (socket.destroyed) onGone();
        else socket.once('close', onGone);
      },
    },
    (webSocket, request) => {
      const socket = takeOver(webSocket, request);
      const decided = admissions.get(request);
      if (!decided) return webSocket.terminate();
      const { admission, onGone } = decided;
      socket.off('close', onGone);
      if ('code' in admission) {
        counts.ended(admission.code);
        return webSocket.close(admission.code, admission.reason);
      }
      welcome(webSocket, socket, admission);
    },
  );
}
