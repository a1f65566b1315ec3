import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { MediaUrl } from '@besage/db';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../config.js';
import type { App } from '../routes/app-instance.js';

/** What is no page loads nothing and is shown in no other page's frame, whatever a browser takes it for. */
const nothing = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };

/**
 * The Content-Security-Policy of our own pages: all that they load comes from here, sockets too, and images besides from
 * where they are stored. Styles may stand in the page, scripts may not.
 */
export function pagePolicy(mediaUrl: MediaUrl): string {
  const images = new URL(mediaUrl('media')).origin;
  return [
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    `img-src 'self' data: blob: ${images}`,
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
  ].join('; ');
}

/**
 * Gives every answer the headers that helmet recommends; pages replace the policy by {@link pagePolicy}. They are made
 * once: @fastify/helmet makes them anew for each request. And nothing is kept by browsers and proxies where its route does
 * not say so: most of it is for one person.
 */
export function addSecurityHeaders(app: App, { ENVIRONMENT }: Pick<Config, 'ENVIRONMENT'>): void {
  const headers = {
    'cache-control': 'no-store',
    ...headersOf({
      contentSecurityPolicy: { useDefaults: false, directives: nothing },
      // Of this name only: what else there is under the domain is not ours to judge.
      strictTransportSecurity: ENVIRONMENT === 'production' && { includeSubDomains: false },
      xFrameOptions: { action: 'deny' },
      // For browsers that nobody has any more.
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xXssProtection: false,
    }),
  };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** What helmet gives an answer. */
function headersOf(options: HelmetOptions): NodeJS.Dict<number | string | string[]> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return { ...response.getHeaders() };
}
