import type { FastifyInstance } from 'fastify';
import type { WebSocket } from '@fastify/websocket';
import type { Context } from '../context.js';
import { admitToChat, type Admitted, type Refused } from '../delivery/admit.js';
import { V1ChatSession } from '../protocols/v1-chat-session.js';
import { v1 } from '../protocols/v1.js';
import { Connection } from '../sockets/connection.js';
import type { Socket } from 'node:net';

declare module 'fastify' {
  interface FastifyRequest {
    admission: Admitted | Refused | undefined;
  }
}

/**
 * `/ws/chat/{chatId}/?token=…`: one chat, protocol v1. Who comes is checked before the handshake is answered: when the
 * client hears that the socket is open, the room listens, so that whatever is sent from then on arrives.
 */
export function chatSocketRoute(app: FastifyInstance, ctx: Context): void {
  app.decorateRequest('admission', undefined);
  app.get<{ Params: { chatId: string }; Querystring: { token?: unknown } }>(
    '/ws/chat/:chatId',
    {
      websocket: true,
      preValidation: async (request) => {
        const { token } = request.query;
        const isToken = typeof token === 'string';
        // An id may come in capitals; rooms are found by it as it is in events.
        const chatId = request.params.chatId.toLowerCase();
        request.admission = await admitToChat(ctx, chatId, isToken ? token : '');
      },
    },
    (webSocket, { admission, raw }) => {
      if (!admission) return webSocket.terminate();
      if ('code' in admission) return webSocket.close(admission.code, admission.reason);
      welcome(ctx, webSocket, raw.socket, admission);
    },
  );
}

function welcome(ctx: Context, webSocket: WebSocket, socket: Socket, { person, room, release }: Admitted): void {
  const connection = new Connection({ webSocket, socket, person, protocol: v1 });
  const session = new V1ChatSession(ctx, connection, room.chatId, room.log.lastSeq ?? 0);
  webSocket.on('message', (data: Buffer, isBinary: boolean) => session.receive(data, isBinary));
  webSocket.on('close', () => ctx.hub.leave(room, connection));
  webSocket.on('error', (error) => ctx.log.info({ err: error }, 'a socket failed'));
  ctx.hub.join(room, connection);
  release();
}
