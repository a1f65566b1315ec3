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
 * @param realtimeUrl `http://host:port`, or that without `http://`
 * @param trust whom we believe where a client comes from; the gateway is told that one address, and believes us
 */
export function passSocketsOn(server: Server, realtimeUrl: string, log: Logger, trust: Trust): void {
  const { hostname, port } = new URL(realtimeUrl.includes('://') ? realtimeUrl : `http://${realtimeUrl}`);
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    // Node listens to its errors no more: unheard, one line that breaks would end the process, and all others with it.
    client.on('error', () => client.destroy());
    if (!isSocketPath(request.url)) return refuse(client, '404 Not Found');
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
        refuse(client, '503 Service Unavailable');
      } else client.destroy();
    });
    client.on('close', () => gateway.destroy());
    gateway.on('close', () => client.destroy());
  });
}

/** The line is cut behind the answer: who never hangs up would keep it. */
function refuse(client: Duplex, status: string): void {
  client.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => client.destroy());
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
