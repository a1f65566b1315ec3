import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SeenResponse } from './api-document.js';
import type { Address } from '../../src/address.js';

/** Milliseconds after which a request that is not answered hangs. */
const PATIENCE = 10_000;

export interface RawRequest {
  method: string;
  /** Sent as it is; `fetch` would tidy it up. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

const agent = new Agent({ keepAlive: true });

/**
 * Sends a request as it is.
 *
 * @returns `undefined` where the connection ended while the body was still being sent: it is too long for an answer to get through
 * @throws where there is no answer in time
 */
export async function sendRaw(
  server: Address,
  { method, path, headers, body }: RawRequest,
): Promise<SeenResponse | undefined> {
  const { hostname, port } = new URL(server.url);
  const options = { agent, hostname, port, method, path, timeout: PATIENCE };
  const length = body ? { 'content-length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers: { ...headers, ...length } }, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      buffer(response).then(
        (text) => resolve({ status, contentType: received['content-type'], text: text.toString() }),
        reject,
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${String(PATIENCE)} ms`)));
    sent.on('error', (error) => {
      const isCut = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (isCut && body && body.length > 200_000) resolve(undefined);
      else reject(error);
    });
    sent.end(body);
  });
}
