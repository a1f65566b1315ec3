import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * A server of sockets for one test.
 *
 * @param welcome gets each socket that opens, and all that are open
 * @returns its address
 */
export async function startSocketServer(welcome: (socket: WebSocket, all: Set<WebSocket>) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  server.on('connection', (socket) => welcome(socket, server.clients));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? `ws://127.0.0.1:${address.port}` : '';
}
