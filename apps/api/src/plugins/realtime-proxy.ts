import { connect } from 'node:net';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@besage/service-kit';

/** Milliseconds in which the gateway must take a connection. */
const CONNECT_TIMEOUT = 5_000;

/**
 * Passes sockets under `/ws/` on to a gateway, so that one port is enough. It forwards the handshake and then bytes,
 * unread: frames, close codes and backpressure stay as they are. In production a proxy in front does this.
 */
export function passSocketsOn(server: Server, realtimeUrl: string, log: Logger): void {
  const { hostname, port } = new URL(realtimeUrl);
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    if (!isSocketPath(request.url)) return void client.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    const gateway = connect({ host: hostname, port: Number(port || 80), timeout: CONNECT_TIMEOUT });
    gateway.setNoDelay(true);
    gateway.once('connect', () => {
      gateway.setTimeout(0);
      gateway.write(handshake(request));
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

/** The request as it came, with the address of the client added. */
function handshake({ method, url, rawHeaders, socket }: IncomingMessage): string {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/1.1`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i] ?? ''}: ${rawHeaders[i + 1] ?? ''}`);
  lines.push(`X-Forwarded-For: ${socket.remoteAddress ?? ''}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
