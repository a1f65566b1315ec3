import { checkHealth } from '@besage/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';

/** Milliseconds that a part may take to say that it lives. */
const PROBE_TIMEOUT = 2_000;

/** `GET /health/`: whether this gateway can do its work, and how many sockets it holds. */
export function healthRoute(app: FastifyInstance, ctx: Context): void {
  app.get('/health', { logLevel: 'warn', config: { anyHost: true } }, async (_request, reply) => {
    const probes = { database: () => ctx.db.$queryRaw`SELECT 1`, redis: () => ctx.redis.ping() };
    const { healthy, database, redis } = await checkHealth(probes, PROBE_TIMEOUT);
    const status = ctx.hub.isClosing ? 'closing' : healthy ? 'healthy' : 'unhealthy';
    return reply.code(status === 'healthy' ? 200 : 503).send({ status, database, redis, sockets: ctx.hub.size });
  });
}
