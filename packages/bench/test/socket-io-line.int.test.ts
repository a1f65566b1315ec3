import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { expect, onTestFinished, test } from 'vitest';
import { openSocketIoLine } from '../src/load/lines/socket-io-line.js';

/** As peers/socket-io.ts speaks, without storage. */
async function startServer(): Promise<{ url: string; stop: () => void }> {
  const server = createServer();
  const io = new Server(server);
  io.on('connection', (socket) => {
    void socket.join('room');
    socket.emit('joined');
    socket.on('chat_message', (content: string) => io.to('room').emit('chat_message', { id: '1', content }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => io.close());
  const address = server.address();
  const url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/?chat=a&token=b` : '';
  return { url, stop: () => io.disconnectSockets(true) };
}

test('what one sends everybody receives; the end of the line is told', async () => {
  const { url, stop } = await startServer();
  const [received, failed]: [string[], string[]] = [[], []];
  const events = {
    receive: (frame: Buffer) => void received.push(frame.toString()),
    fail: (reason: string) => void failed.push(reason),
  };
  const line = await openSocketIoLine(url, events);
  await openSocketIoLine(url, events);
  line.send('hello');
  await expect.poll(() => received).toEqual(['hello', 'hello']);
  stop();
  await expect.poll(() => failed.length).toBe(2);
});
