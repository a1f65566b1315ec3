import type { Line, LineEvents } from './line.js';
import { openWebSocket } from './open-web-socket.js';

/** A v1 chat socket: whoever hears that it is open is in the chat. */
export async function openV1Line(url: string, events: LineEvents): Promise<Line> {
  const socket = await openWebSocket(url, events);
  return { send: (content) => socket.send(`{"type":"chat_message","message":"${content}"}`) };
}
