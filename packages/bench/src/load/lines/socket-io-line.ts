import { io, type Socket } from 'socket.io-client';
import type { Line, LineEvents } from './line.js';

/** What the server of peers/socket-io.ts tells, and what it is told. */
interface Told {
  joined: () => void;
  chat_message: (message: { content: string }) => void;
}
interface Said {
  chat_message: (content: string) => void;
}

/** A client of Socket.IO's own, over a WebSocket from the beginning: it is in the chat when the server says so. */
export async function openSocketIoLine(url: string, { receive, fail }: LineEvents): Promise<Line> {
  const socket: Socket<Told, Said> = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  socket.on('chat_message', ({ content }) => receive(Buffer.from(content, 'latin1')));
  await new Promise<void>((resolve, reject) => {
    socket.once('joined', resolve);
    socket.once('connect_error', reject);
  });
  socket.on('disconnect', (reason) => fail(`A socket was closed (${reason}).`));
  return { send: (content) => socket.emit('chat_message', content) };
}
