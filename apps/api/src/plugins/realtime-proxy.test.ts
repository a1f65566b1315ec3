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
async function passedOn(lines: string[], trusted: string[]): Promise<string> {
  const gateway = createTcpServer();
  const gatewayPort = await listen(gateway);
  const api = createServer();
  passSocketsOn(api, `http://127.0.0.1:${String(gatewayPort)}`, log, trustProxy(trusted));
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

test.each(['Content-Length: 5', 'Transfer-Encoding: chunked'])(
  'the handshake comes as it is, but for what could make it end elsewhere: %s',
  async (header) => {
    const text = await passedOn([...upgrade, 'X-Own: a', header], []);

    for (const line of ['GET /ws/ HTTP/1.1', 'Host: here', ...upgrade, 'X-Own: a'])
      expect(text).toContain(`${line}\r\n`);
    expect(text).not.toContain(header);
  },
);
