import { healthCheck } from '@besage/service-kit';
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

const Live = Type.Object({ status: Type.Unsafe<string>({ type: 'string', enum: ['live'] }) });

const Readiness = Type.Object({
  status: Type.Unsafe<string>({ type: 'string', enum: ['ready', 'not_ready', 'draining'] }),
  missing: Type.Array(Type.String(), { description: 'of database, migrations, redis and streams' }),
});

/** Whoever looks after the service calls it often, and by its address. */
const options = { logLevel: 'warn', config: { anyHost: true } } as const;

export function healthRoute(app: App, ctx: Context): void {
  const schema = { tags: ['system'], summary: 'Whether all parts answer', response: { 200: Health, 503: Health } };
  const probes = { database: () => ctx.db.$queryRaw`SELECT 1`, redis: () => ctx.redis.ping() };
  const check = healthCheck(probes, PROBE_TIMEOUT);
  app.get('/health', { schema, ...options }, async (_request, reply) => {
    const { healthy, database, redis } = await check();
    return reply
      .code(healthy ? 200 : 503)
      .send({ status: healthy ? 'healthy' : 'unhealthy', database, redis, version });
  });
}

export function liveRoute(app: App): void {
  const summary = 'Whether the process answers at all; one that does not is to be started again';
  const schema = { tags: ['system'], summary, response: { 200: Live } };
  app.get('/health/live', { schema, ...options }, () => ({ status: 'live' }));
}

export function readyRoute(app: App, ctx: Context): void {
  const summary = 'Whether to send requests here, and which parts are missing if not';
  const schema = { tags: ['system'], summary, response: { 200: Readiness, 503: Readiness } };
  app.get('/health/ready', { schema, ...options }, async (_request, reply) => {
    const report = await ctx.readiness.report();
    return reply.code(report.status === 'ready' ? 200 : 503).send(report);
  });
}
