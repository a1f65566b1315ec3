import { checkHealth } from '@besage/service-kit';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { version } from '../../version.js';
import type { App } from '../app-instance.js';

/** Milliseconds that a part may take to say that it lives. */
const PROBE_TIMEOUT = 2_000;

const Health = Type.Object({
  status: Type.Unsafe<string>({ type: 'string', enum: ['healthy', 'unhealthy'] }),
  database: Type.Unsafe<string>({ type: 'string', enum: ['connected', 'disconnected'] }),
  redis: Type.Unsafe<string>({ type: 'string', enum: ['connected', 'disconnected'] }),
  version: Type.String(),
});

export function healthRoute(app: App, ctx: Context): void {
  const schema = { tags: ['system'], summary: 'Whether all parts answer', response: { 200: Health, 503: Health } };
  app.get('/health', { schema, logLevel: 'warn', config: { anyHost: true } }, async (request, reply) => {
    const probes = { database: () => ctx.db.$queryRaw`SELECT 1`, redis: () => ctx.redis.ping() };
    const { healthy, database, redis } = await checkHealth(probes, PROBE_TIMEOUT);
    return reply
      .code(healthy ? 200 : 503)
      .send({ status: healthy ? 'healthy' : 'unhealthy', database, redis, version });
  });
}
