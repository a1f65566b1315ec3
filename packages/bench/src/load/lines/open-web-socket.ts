import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LineEvents } from './line.js';

/** Opens a socket that is to stay open. @throws what keeps it from opening */
export async function openWebSocket(url: string, { receive, fail }: LineEvents): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
  socket.on('message', receive);
  socket.on('close', (code, reason) => fail(`A socket was closed (${code}). ${reason.toString()}`));
  await once(socket, 'open');
  socket.on('error', (error) => fail(`A socket failed: ${error.message}`));
  return socket;
}
