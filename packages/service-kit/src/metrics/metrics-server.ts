import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Logger } from '../logging/create-logger.js';
import type { Metrics } from './metrics.js';

/** The content type of the text format. */
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface MetricsServerOptions {
  metrics: Metrics;
  /** The address to listen on. */
  host: string;
  /** 0 for none: nothing listens, and {@link serveMetrics} does nothing. */
  port: number;
  log: Logger;
}

/**
 * Answers `GET /metrics` on a port of its own, which nobody but Prometheus should reach, and nothing else.
 *
 * @returns ends it
 * @throws when the port cannot be listened on
 */
export async function serveMetrics({ metrics, host, port, log }: MetricsServerOptions): Promise<() => Promise<void>> {
  if (port === 0) return () => Promise.resolve();
  metrics.ofProcess();
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics')
      return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  return () => close(server);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
