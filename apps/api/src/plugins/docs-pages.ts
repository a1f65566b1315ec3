import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { describeSockets } from '@besage/contracts';
import { asyncApiPage } from '../docs/asyncapi-page.js';
import { redocPage } from '../docs/redoc-page.js';
import type { App } from '../routes/app-instance.js';
import { version } from '../version.js';

/** Redoc brings a logo from elsewhere; a reader of these pages is told to nobody. */
const policy = "default-src 'self'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:";
const schema = { hide: true };

/** `/redoc/`: REST to read. `/asyncapi.json` and `/asyncapi/`: the sockets. All of it is served from here. */
export function addDocsPages(app: App): void {
  const bundle = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');
  const sockets = describeSockets(version);
  const pages = { '/redoc': redocPage, '/asyncapi': asyncApiPage(sockets) };
  for (const [url, page] of Object.entries(pages)) {
    app.get(url, { schema }, (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
    );
  }
  app.get('/redoc/redoc.standalone.js', { schema }, (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'max-age=86400')
      .send(createReadStream(bundle)),
  );
  app.get('/asyncapi.json', { schema }, () => sockets);
}
