import { warnOfMissingMigrations } from '@besage/db';
import { createLogger, gracefulStop, runService, serveMetrics, startTracing } from '@besage/service-kit';
import { buildApp } from './app.js';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { gatewayMetrics } from './metrics.js';
import { showOutAll } from './sockets/show-out-all.js';

await runService('realtime', async () => {
  const config = readConfig(process.env);
  const tracer = await startTracing({
    service: 'besage-realtime',
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    log: createLogger({ name: 'realtime', level: config.LOG_LEVEL }),
  });
  const ctx = createContext(config, tracer);
  const app = buildApp(ctx);
  ctx.start();
  const { METRICS_HOST: host, REALTIME_METRICS_PORT: port } = config;
  const stopMetrics = await serveMetrics({ metrics: gatewayMetrics(ctx), host, port, log: ctx.log });
  await app.listen({ host: config.HOST, port: config.REALTIME_PORT });
  void warnOfMissingMigrations(ctx.db, ctx.log);
  const notice = config.DRAIN_DELAY * 1_000;
  gracefulStop(ctx.log, [
    { name: 'readiness', stop: () => ctx.readiness.drain(notice), takesMs: notice },
    { name: 'sockets', stop: () => showOutAll(ctx.hub, config.DRAIN_TIME * 1_000) },
    { name: 'commands', stop: () => ctx.commands.settled() },
    { name: 'server', stop: () => app.close() },
    { name: 'connections', stop: () => ctx.close() },
    { name: 'metrics', stop: stopMetrics },
    { name: 'traces', stop: async () => tracer?.stop() },
  ]);
});
