import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';
import { admitToChat } from '../delivery/admit.js';
import { V1ChatSession } from '../protocols/v1-chat-session.js';
import { v1 } from '../protocols/v1.js';
import { addSocketRoute } from './socket-route.js';
import { welcomeToChat } from './welcome-to-chat.js';

/**
 * `/ws/chat/{chatId}/?token=…`: one chat, protocol v1. Who comes is checked before the handshake is answered: when the
 * client hears that the socket is open, the room listens, so that whatever is sent from then on arrives.
 */
export function chatSocketRoute(app: FastifyInstance, ctx: Context): void {
  addSocketRoute(app, {
    url: '/ws/chat/:chatId',
    counts: ctx.counts.sockets,
    admit: (request, token) => admitToChat(ctx, (request.params as { chatId: string }).chatId, token),
    giveUp: ({ release }) => release(),
    welcome: (webSocket, socket, admitted) =>
      welcomeToChat(ctx, {
        ...admitted,
        webSocket,
        socket,
        protocol: v1,
        session: (connection, room) => new V1ChatSession(ctx, connection, room),
      }),
  });
}
