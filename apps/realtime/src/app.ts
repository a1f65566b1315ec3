import { ServiceError, closeCodes } from '@besage/contracts';
import { allowsOrigin, buildServer } from '@besage/service-kit';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Context } from './context.js';
import { expoSocketRoute } from './expo/expo-socket-route.js';
import { chatSocketRoute } from './routes/chat-socket.js';
import { healthRoutes } from './routes/health.js';
import { personSocketRoute } from './routes/person-socket.js';
import { forgetResponses } from './routes/take-over.js';
import { userSocketRoute } from './routes/user-socket.js';
import { goingDown } from './sockets/show-out-all.js';

/** Milliseconds that the last sockets may take to say goodbye. */
const LAST_PATIENCE = 1_000;

/** The service without its port: `main.ts` listens. */
export function buildApp(ctx: Context): FastifyInstance {
  const { config, log } = ctx;
  const app = buildServer({ log, allowedHosts: config.ALLOWED_HOSTS, counts: ctx.counts.http });
  app.register(websocket, {
    options: { maxPayload: config.FRAME_LIMIT, perMessageDeflate: false },
    // Those whose person is not known yet are in no hub.
    preClose(done) {
      for (const webSocket of this.websocketServer.clients) {
        webSocket.close(closeCodes.goingDown, goingDown);
        setTimeout(() => webSocket.terminate(), LAST_PATIENCE).unref();
      }
      done();
    },
  });
  const isAllowed = allowsOrigin(config);
  app.register((scope, _options, done) => {
    scope.addHook('onRequest', (request, _reply, next) => {
      next(isAllowed(request.headers.origin) ? undefined : new ServiceError('origin_not_allowed'));
    });
    forgetResponses(scope);
    personSocketRoute(scope, ctx);
    chatSocketRoute(scope, ctx);
    userSocketRoute(scope, ctx);
    expoSocketRoute(scope, ctx);
    done();
  });
  healthRoutes(app, ctx);
  return app;
}
