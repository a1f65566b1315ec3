import { describeSockets } from '@besage/contracts';
import { asyncApiPage } from '../docs/asyncapi-page.js';
import { readRedoc, redocPage } from '../docs/redoc-page.js';
import type { App } from '../routes/app-instance.js';
import { version } from '../version.js';

const schema = { hide: true };

/**
 * `/redoc/`: REST to read. `/asyncapi.json` and `/asyncapi/`: the sockets. A reader of these pages is told to
 * nobody: all of it is served from here, and by their Content-Security-Policy nothing else is loaded.
 */
export function addDocsPages(app: App, pagePolicy: string): void {
  let redoc: Promise<string> | undefined;
  const sockets = describeSockets(version);
  const pages = { '/redoc': redocPage, '/asyncapi': asyncApiPage(sockets) };
  for (const [url, page] of Object.entries(pages)) {
    app.get(url, { schema }, (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(page),
    );
  }
  app.get('/redoc/redoc.standalone.js', { schema }, async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'max-age=86400')
      .send(await (redoc ??= readRedoc())),
  );
  app.get('/asyncapi.json', { schema }, () => sockets);
}
