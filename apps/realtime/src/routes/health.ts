import { healthCheck } from '@besage/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.js';

/** Milliseconds that a part may take to say that it lives. */
const PROBE_TIMEOUT = 2_000;

/**
 * - `GET /health/`: whether this gateway can do its work, and how many sockets it holds.
 * - `GET /health/live/`: whether the process answers at all; who does not is to be started again.
 * - `GET /health/ready/`: whether to send clients here, and what is missing if not.
 */
export function healthRoutes(app: FastifyInstance, ctx: Context): void {
  const options = { logLevel: 'warn', config: { anyHost: true } } as const;
  const probes = { database: () => ctx.db.$queryRaw`SELECT 1`, redis: () => ctx.redis.ping() };
  const check = healthCheck(probes, PROBE_TIMEOUT);
  app.get('/health', options, async (_request, reply) => {
    const { healthy, database, redis } = await check();
    const status = ctx.hub.isClosing ? 'closing' : healthy ? 'healthy' : 'unhealthy';
    return reply.code(status === 'healthy' ? 200 : 503).send({ status, database, redis, sockets: ctx.hub.size });
  });
  app.get('/health/live', options, () => ({ status: 'live' }));
  app.get('/health/ready', options, async (_request, reply) => {
    const report = await ctx.readiness.report();
    return reply.code(report.status === 'ready' ? 200 : 503).send(report);
  });
}
