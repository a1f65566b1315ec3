import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { ConfigError } from '@besage/service-kit';
import type { Context } from '../context.js';
import type { App } from '../routes/app-instance.js';

/** Addresses within the page: which of its views is shown is its own affair. */
const views = ['/chats/:id'];

/**
 * Serves the page of `apps/web` from where WEB_ROOT says that it lies: its files, and for the addresses of its views the
 * one document. What is named by its content is kept for ever, the document is asked for each time.
 *
 * @throws ConfigError where nothing was built there
 */
export function servePage(app: App, { config, mediaUrl }: Pick<Context, 'config' | 'mediaUrl'>): void {
  const root = config.WEB_ROOT;
  if (root === undefined) return;
  if (!existsSync(path.join(root, 'index.html'))) {
    throw new ConfigError('WEB_ROOT has no index.html: build apps/web, and name the folder that it is built into.');
  }
  const policy = pagePolicy(new URL(mediaUrl('')).origin);
  app.register((scope: App, _options, done) => {
    scope.register(fastifyStatic, {
      root: path.resolve(root),
      // One route for each file: whatever else is asked for is unknown here as before.
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        const isNamedByContent = file.includes(`${path.sep}assets${path.sep}`);
        reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('x-content-type-options', 'nosniff');
        reply.header('content-security-policy', policy);
      },
    });
    for (const url of views)
      scope.get(url, { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
    done();
  });
}

/** Everything from here, images also from where they are stored; nothing inline, and nobody may frame it. */
function pagePolicy(images: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: data: ${images}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
