import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';
import { admitToChat } from '../delivery/admit.js';
import { V1ChatSession } from '../protocols/v1-chat-session.js';
import { v1 } from '../protocols/v1.js';
import { openConnection } from '../sockets/open-connection.js';
import { addSocketRoute } from './socket-route.js';

/**
 * `/ws/chat/{chatId}/?token=…`: one chat, protocol v1. Who comes is checked before the handshake is answered: when the
 * client hears that the socket is open, the room listens, so that whatever is sent from then on arrives.
 */
export function chatSocketRoute(app: FastifyInstance, ctx: Context): void {
  addSocketRoute(app, {
    url: '/ws/chat/:chatId',
    admit: (request, token) => admitToChat(ctx, (request.params as { chatId: string }).chatId, token),
    welcome: (webSocket, socket, { person, room, release }) => {
      const connection = openConnection(ctx, { webSocket, socket, person, protocol: v1 });
      const session = new V1ChatSession(ctx, connection, room.chatId, room.log.lastSeq ?? 0);
      webSocket.on('message', (data: Buffer, isBinary: boolean) => session.receive(data, isBinary));
      ctx.hub.join(room, connection);
      release();
      // Who opens a chat has its messages.
      void session.advanceReceipt('delivered');
    },
  });
}
