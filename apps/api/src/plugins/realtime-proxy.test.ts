import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { createLogger, trustProxy } from '@besage/service-kit';
import { expect, onTestFinished, test } from 'vitest';
import { passSocketsOn } from './realtime-proxy.js';

const log = createLogger({ name: 'test', level: 'silent' });

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** What the gateway is sent when a client sends this to the api. */
async function passedOn(lines: string[], trusted: string[], scheme = 'http://'): Promise<string> {
  const gateway = createTcpServer();
  const gatewayPort = await listen(gateway);
  const api = createServer();
  passSocketsOn(api, `${scheme}127.0.0.1:${String(gatewayPort)}`, log, trustProxy(trusted));
  const client = connect(await listen(api), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.write(`${['GET /ws/ HTTP/1.1', 'Host: here', ...lines].join('\r\n')}\r\n\r\n`);
  const [socket] = (await once(gateway, 'connection')) as [ReturnType<typeof connect>];
  let text = '';
  socket.on('data', (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text).toContain('\r\n\r\n');
  return text;
}

const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const [client, liar] = ['203.0.113.7', '198.51.100.1'];
const addressesIn = (text: string) =>
  [...text.matchAll(/^(?:x-forwarded-for|forwarded): (.*)\r$/gim)].map(([, value]) => value);

test('the gateway is told one address: that of the client, as far as we believe it', async () => {
  const forwarded = [`x-forwarded-for: ${liar}`, `X-Forwarded-For: ${client}`, `Forwarded: for=${liar}`];

  expect(addressesIn(await passedOn(upgrade, []))).toEqual(['127.0.0.1']);
  expect(addressesIn(await passedOn([...upgrade, ...forwarded], []))).toEqual(['127.0.0.1']);
  expect(addressesIn(await passedOn([...upgrade, ...forwarded], ['loopback']))).toEqual([client]);
});

test('the gateway may be told as host and port alone, as Render does', async () => {
  expect(await passedOn(upgrade, [], '')).toContain('GET /ws/ HTTP/1.1\r\n');
});

test.each(['Content-Length: 5', 'Transfer-Encoding: chunked'])(
  'the handshake comes as it is, but for what could make it end elsewhere: %s',
  async (header) => {
    const text = await passedOn([...upgrade, 'X-Own: a', header], []);

    for (const line of ['GET /ws/ HTTP/1.1', 'Host: here', ...upgrade, 'X-Own: a'])
      expect(text).toContain(`${line}\r\n`);
    expect(text).not.toContain(header);
  },
);

/** Opens a line to an api without a gateway, and asks it for a socket. */
async function ask(path: string) {
  const api = createServer();
  passSocketsOn(api, 'http://127.0.0.1:1', log, trustProxy([]));
  const taken = once(api, 'upgrade') as Promise<[unknown, ReturnType<typeof connect>]>;
  const client = connect({ port: await listen(api), host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void client.destroy());
  client.write(`${[`GET ${path} HTTP/1.1`, 'Host: here', ...upgrade].join('\r\n')}\r\n\r\n`);
  const [, line] = await taken;
  return { client, line };
}

// A line that breaks makes an error; one that nobody listens to ends the process, which vitest reports.
test.each(['/no-socket/', '/ws/'])('a client that breaks off ends nothing but its own line: %s', async (path) => {
  const { client, line } = await ask(path);
  const gone = new Promise((resolve) => line.once('close', resolve));
  client.resetAndDestroy();
  await gone;

  expect(line.listenerCount('error')).toBeGreaterThan(0);
});

test.each([
  ['/no-socket/', '404'],
  ['/ws/', '503'],
])('of who is refused and never hangs up nothing is kept: %s', async (path, status) => {
  const { client, line } = await ask(path);
  const [answer] = (await once(client, 'data')) as [Buffer];
  if (!line.destroyed) await once(line, 'close');

  expect(answer.toString()).toContain(`HTTP/1.1 ${status}`);
});
