import { closeCodes } from '@besage/contracts';
import { buildServer } from '@besage/service-kit';
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Context } from './context.js';
import { expoSocketRoute } from './expo/expo-socket-route.js';
import { chatSocketRoute } from './routes/chat-socket.js';
import { guardSockets } from './routes/guard-sockets.js';
import { healthRoutes } from './routes/health.js';
import { personSocketRoute } from './routes/person-socket.js';
import { forgetResponses } from './routes/take-over.js';
import { userSocketRoute } from './routes/user-socket.js';
import { goingDown } from './sockets/show-out-all.js';

/** Milliseconds that a closing handshake may take; then the line is cut. */
const CLOSE_PATIENCE = 5_000;
/** Pieces in which the bytes of a frame may arrive, or a message may be fragmented: each is kept, in some 300 bytes. */
const PIECES_MIN = 1_024;
/** Bytes that such a piece has at least where a frame is large: a packet has more. */
const PIECE_BYTES = 256;
/** Milliseconds that the last sockets may take to say goodbye. */
const LAST_PATIENCE = 1_000;

/** The service without its port: `main.ts` listens. */
export function buildApp(ctx: Context): FastifyInstance {
  const { config, log } = ctx;
  const { ALLOWED_HOSTS: allowedHosts, TRUST_PROXY: trustedProxies } = config;
  const app = buildServer({ log, allowedHosts, trustedProxies, counts: ctx.counts.http });
  const pieces = Math.max(PIECES_MIN, Math.ceil(config.FRAME_LIMIT / PIECE_BYTES));
  const options = {
    maxPayload: config.FRAME_LIMIT,
    maxFragments: pieces,
    maxBufferedChunks: pieces,
    perMessageDeflate: false,
    closeTimeout: CLOSE_PATIENCE,
  };
  app.register(websocket, {
    options,
    // Those whose person is not known yet are in no hub.
    preClose(done) {
      for (const webSocket of this.websocketServer.clients) {
        webSocket.close(closeCodes.goingDown, goingDown);
        setTimeout(() => webSocket.terminate(), LAST_PATIENCE).unref();
      }
      done();
    },
  });
  app.register((scope, _options, done) => {
    guardSockets(scope, ctx);
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
