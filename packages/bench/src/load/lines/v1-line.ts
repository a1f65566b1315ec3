import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Line, LineEvents } from './line.js';

/** A v1 chat socket: whoever hears that it is open is in the chat. */
export async function openV1Line(url: string, { receive, fail }: LineEvents): Promise<Line> {
  const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
  socket.on('message', receive);
  socket.on('close', (code, reason) => fail(`A socket was closed (${code}). ${reason.toString()}`));
  await once(socket, 'open');
  socket.on('error', (error) => fail(`A socket failed: ${error.message}`));
  return { send: (content) => socket.send(`{"type":"chat_message","message":"${content}"}`) };
}
