import { gracefulStop, runService } from '@besage/service-kit';
import { buildApp } from './app.js';
import { startConsumer } from './commands/consumer.js';
import { readConfig } from './config.js';
import { createContext } from './context.js';

await runService('api', async () => {
  const config = readConfig(process.env);
  const ctx = createContext(config);
  const app = buildApp(ctx);
  const consumer = startConsumer(ctx);
  ctx.sweep.start();
  await app.listen({ host: config.HOST, port: config.PORT });
  gracefulStop(ctx.log, [
    { name: 'requests', stop: () => app.close() },
    { name: 'commands', stop: () => consumer.stop() },
    { name: 'connections', stop: () => ctx.close() },
  ]);
});
