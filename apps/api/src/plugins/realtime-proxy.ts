import { connect } from 'node:net';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressOf, type Logger, type Trust } from '@besage/service-kit';

/** Milliseconds in which the gateway must take a connection. */
const CONNECT_TIMEOUT = 5_000;

/** Who says on whose behalf a request comes, and what could make two servers see its end in two places. */
const notPassedOn = new Set(['forwarded', 'x-forwarded-for', 'content-length', 'transfer-encoding']);

/**
 * Passes sockets under `/ws/` on to a gateway, so that one port is enough. It forwards the handshake and then bytes,
 * unread: frames, close codes and backpressure stay as they are. In production a proxy in front does this.
 *
 * @param trust whom we believe where a client comes from; the gateway is told that one address, and believes us
 */
export function passSocketsOn(server: Server, realtimeUrl: string, log: Logger, trust: Trust): void {
  const { hostname, port } = new URL(realtimeUrl.includes('://') ? realtimeUrl : `http://${realtimeUrl}`);
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    if (!isSocketPath(request.url)) return void client.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    const gateway = connect({ host: hostname, port: Number(port || 80), timeout: CONNECT_TIMEOUT });
    gateway.setNoDelay(true);
    gateway.once('connect', () => {
      gateway.setTimeout(0);
      gateway.write(handshake(request, addressOf(request, trust)));
      gateway.write(head);
      client.pipe(gateway).pipe(client);
    });
    gateway.once('timeout', () => gateway.destroy(new Error('connect timed out')));
    gateway.on('error', (error) => {
      if (gateway.connecting || !gateway.bytesRead) {
        log.warn({ err: error }, 'the gateway does not answer');
        client.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      } else client.destroy();
    });
    client.on('error', () => gateway.destroy());
    client.on('close', () => gateway.destroy());
    gateway.on('close', () => client.destroy());
  });
}

const isSocketPath = (url = '') => /^(\/expo)?\/ws([/?]|$)/.test(url);

/** The request as it came, but for what it says about where from. */
function handshake({ method, url, rawHeaders }: IncomingMessage, address: string): string {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/1.1`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (!notPassedOn.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  lines.push(`X-Forwarded-For: ${address}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
