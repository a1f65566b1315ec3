import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Sender, WebSocketServer } from 'ws';
import { serve } from './serve.js';

declare module 'ws' {
  /** Its types leave it out. */
  const Sender: {
    frame: (data: Buffer, options: { fin: boolean; opcode: number; mask: boolean; readOnly: boolean }) => Buffer[];
  };
}

/**
 * The limit in Node: a room server on `ws` that checks nobody, stores nothing and knows no other server. A message is
 * serialised and framed once, and written to each socket of its room in one write.
 */
const rooms = new Map<string, Set<Duplex>>();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const ChatMessage = Compile(Type.Object({ message: Type.String() }));
const TEXT = { fin: true, opcode: 1, mask: false, readOnly: true };

const server = createServer();
server.on('upgrade', (request, socket, head) => {
  const chat = request.url?.split('/')[3] ?? '';
  const room = rooms.get(chat) ?? new Set();
  rooms.set(chat, room);
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    room.add(socket);
    webSocket.on('close', () => room.delete(socket));
    webSocket.on('message', (data: Buffer) => {
      tell(room, chat, ChatMessage.Parse(JSON.parse(data.toString())).message);
    });
  });
});
serve(server);

let sent = 0;

function tell(room: Set<Duplex>, chat: string, content: string): void {
  const sender = { id: '1', username: 'x', profile_img: null };
  const id = `${chat}-${(sent += 1)}`;
  const message = { id, chat, content, sender, status: 'sent', sent_at: new Date().toISOString() };
  const frame = Sender.frame(Buffer.from(JSON.stringify({ type: 'chat_message', message })), TEXT);
  for (const socket of room) {
    socket.cork();
    for (const part of frame) socket.write(part);
    socket.uncork();
  }
}
