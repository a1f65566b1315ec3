import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { TcpProxy } from './tcp-proxy.js';

/** A server that sends back what it gets, and a proxy before it. */
async function startEcho(): Promise<TcpProxy> {
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const proxy = await TcpProxy.start(typeof address === 'object' && address ? address.port : 0);
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  return proxy;
}

function open(proxy: TcpProxy): { socket: Socket; heard: () => string; isClosed: () => boolean } {
  const socket = connect(proxy.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  return { socket, heard: () => heard, isClosed: () => socket.closed };
}

test('what passes comes out, whole and in order, and an end is passed on', async () => {
  const proxy = await startEcho();
  const socket = connect(proxy.port, '127.0.0.1');
  const sent = 'many bytes '.repeat(200_000);
  socket.end(sent);
  expect((await text(socket)) === sent).toBe(true);
});

test('a stalled line holds everything back, of new connections too, and loses nothing', async () => {
  const proxy = await startEcho();
  const before = open(proxy);
  before.socket.write('one ');
  await expect.poll(before.heard).toBe('one ');

  proxy.switchTo('stall');
  const meanwhile = open(proxy);
  await once(meanwhile.socket, 'connect');
  before.socket.write('two');
  meanwhile.socket.write('three');
  const other = await startEcho();
  const witness = open(other);
  witness.socket.write('time has passed');
  await expect.poll(witness.heard).toBe('time has passed');
  expect([before.heard(), meanwhile.heard()]).toEqual(['one ', '']);

  proxy.switchTo('pass');
  await expect.poll(before.heard).toBe('one two');
  await expect.poll(meanwhile.heard).toBe('three');
});

test('a cut line ends connections, new ones too, until it is mended', async () => {
  const proxy = await startEcho();
  const before = open(proxy);
  before.socket.write('one');
  await expect.poll(before.heard).toBe('one');
  proxy.switchTo('cut');
  await expect.poll(before.isClosed).toBe(true);
  const meanwhile = open(proxy);
  await expect.poll(meanwhile.isClosed).toBe(true);

  proxy.switchTo('pass');
  const after = open(proxy);
  after.socket.write('two');
  await expect.poll(after.heard).toBe('two');
});
