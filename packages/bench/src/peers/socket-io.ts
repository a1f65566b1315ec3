import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Server } from 'socket.io';
import { serve } from './serve.js';

/**
 * What a Node developer would write today: Socket.IO with its adapter for Redis streams, and an INSERT for each message
 * before it is told to the room. It believes whoever comes.
 */
const { DATABASE_URL, REDIS_URL = '' } = process.env;
const db = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
await db.query(
  `CREATE TABLE IF NOT EXISTS socketio_message (id bigserial PRIMARY KEY, chat text NOT NULL, sender text NOT NULL,
     content text NOT NULL, sent_at timestamptz NOT NULL DEFAULT now())`,
);
const insert = 'INSERT INTO socketio_message (chat, sender, content) VALUES ($1, $2, $3) RETURNING id, sent_at';

/** What clients say, and what they are told. */
interface Said {
  chat_message: (content: string) => void;
}
interface Told {
  joined: () => void;
  chat_message: (message: object) => void;
}

const server = createServer();
const io = new Server<Said, Told>(server, {
  adapter: createAdapter(new Redis(REDIS_URL), { streamName: 'sio' }),
  perMessageDeflate: false,
  connectionStateRecovery: {},
});
io.on('connection', (socket) => {
  const { chat, token } = socket.handshake.query;
  if (typeof chat !== 'string' || typeof token !== 'string') return void socket.disconnect();
  void socket.join(chat);
  socket.emit('joined');
  const say = async (content: string): Promise<void> => {
    const { rows } = await db.query<{ id: string; sent_at: Date }>(insert, [chat, token, content]);
    const sender = { id: token, username: 'x', profile_img: null };
    io.to(chat).emit('chat_message', { ...rows[0], chat, content, sender, status: 'sent' });
  };
  socket.on('chat_message', (content) => void say(content));
});
serve(server);
