import { warnOfMissingMigrations } from '@besage/db';
import { createLogger, gracefulStop, runService, serveMetrics, startTracing } from '@besage/service-kit';
import { buildApp } from './app.js';
import { startConsumer } from './commands/consumer.js';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { apiMetrics } from './metrics.js';

await runService('api', async () => {
  const config = readConfig(process.env);
  const tracer = await startTracing({
    service: 'besage-api',
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    log: createLogger({ name: 'api', level: config.LOG_LEVEL }),
  });
  const ctx = createContext(config, { tracer });
  const app = buildApp(ctx);
  const consumer = startConsumer(ctx);
  ctx.sweep.start();
  const metrics = apiMetrics(ctx, consumer);
  const { METRICS_HOST, METRICS_PORT } = config;
  const stopMetrics = await serveMetrics({ metrics, host: METRICS_HOST, port: METRICS_PORT, log: ctx.log });
  await app.listen({ host: config.HOST, port: config.PORT });
  void warnOfMissingMigrations(ctx.db, ctx.log);
  const notice = config.DRAIN_DELAY * 1_000;
  gracefulStop(ctx.log, [
    { name: 'readiness', stop: () => ctx.readiness.drain(notice), takesMs: notice },
    { name: 'requests', stop: () => app.close() },
    { name: 'commands', stop: () => consumer.stop() },
    { name: 'connections', stop: () => ctx.close() },
    { name: 'metrics', stop: stopMetrics },
    { name: 'traces', stop: async () => tracer?.stop() },
  ]);
});
