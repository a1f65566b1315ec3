import cors from '@fastify/cors';
import { allowsOrigin, buildServer, trustProxy } from '@besage/service-kit';
import { errorCodeOf } from '@besage/db';
import type { Context } from './context.js';
import { addExpoRoutes } from './expo/index.js';
import { addDocsPages } from './plugins/docs-pages.js';
import { limitByAddress } from './plugins/limit-rates.js';
import { nameRefusals, refusedByServer } from './plugins/name-refusals.js';
import { describeApi } from './plugins/openapi.js';
import { passSocketsOn } from './plugins/realtime-proxy.js';
import { addSecurityHeaders, pagePolicy } from './plugins/security-headers.js';
import { servePage } from './plugins/serve-page.js';
import type { App } from './routes/app-instance.js';
import { mediaRoute } from './routes/media/media.js';
import { addRoutes } from './routes/index.js';

/** The service without its port: tests call it by `inject`, `main.ts` listens. */
export function buildApp(ctx: Context): App {
  const { config, log } = ctx;
  const app: App = buildServer({
    log,
    allowedHosts: config.ALLOWED_HOSTS,
    trustedProxies: config.TRUST_PROXY,
    bodyLimit: config.BODY_LIMIT,
    codeOf: errorCodeOf,
    counts: ctx.counts.http,
  });
  addSecurityHeaders(app, config);
  const isAllowed = allowsOrigin(config);
  app.register(cors, {
    origin: (origin, answer) => answer(null, isAllowed(origin)),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    exposedHeaders: [
      'Link',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Retry-After',
      'X-Request-Id',
    ],
  });
  // Behind CORS: a page that is refused shall see why.
  const limited = limitByAddress(ctx.limits.ofAddress);
  app.after(() => {
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.anyHost !== true) await limited(request, reply);
    });
  });
  const policy = pagePolicy(ctx.mediaUrl);
  describeApi(app, policy);
  addDocsPages(app, policy);
  servePage(app, ctx);
  app.register((scope: App, _options, done) => {
    nameRefusals(scope, refusedByServer);
    addRoutes(scope, ctx);
    addExpoRoutes(scope, ctx);
    mediaRoute(scope, ctx);
    done();
  });
  if (config.REALTIME_URL) passSocketsOn(app.server, config.REALTIME_URL, log, trustProxy(config.TRUST_PROXY));
  return app;
}
