import type { WebSocket } from '@fastify/websocket';
import type { Socket } from 'node:net';
import type { Context } from '../context.js';
import type { Admitted } from '../delivery/admit.js';
import type { Protocol } from '../protocols/protocol.js';
import type { V1ChatSession } from '../protocols/v1-chat-session.js';
import type { Connection } from '../sockets/connection.js';
import { openConnection } from '../sockets/open-connection.js';
import type { Room } from '../sockets/room.js';

export interface ChatWelcome extends Admitted {
  webSocket: WebSocket;
  socket: Socket;
  protocol: Protocol;
  /** Makes what hears the client. */
  session: (connection: Connection, room: Room) => V1ChatSession;
}

/** Takes an open socket into the chat that it may listen to. */
export function welcomeToChat(ctx: Context, welcome: ChatWelcome): void {
  const { webSocket, room, release } = welcome;
  const connection = openConnection(ctx, welcome);
  const session = welcome.session(connection, room);
  webSocket.on('message', (data: Buffer, isBinary: boolean) => session.receive(data, isBinary));
  ctx.hub.join(room, connection);
  release();
  // Who opens a chat has its messages.
  void session.advanceReceipt('delivered');
}
