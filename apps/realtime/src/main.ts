import { closeCodes } from '@besage/contracts';
import { gracefulStop, runService } from '@besage/service-kit';
import { buildApp } from './app.js';
import { readConfig } from './config.js';
import { createContext } from './context.js';

await runService('realtime', async () => {
  const config = readConfig(process.env);
  const ctx = createContext(config);
  const app = buildApp(ctx);
  ctx.start();
  await app.listen({ host: config.HOST, port: config.REALTIME_PORT });
  gracefulStop(ctx.log, [
    {
      name: 'sockets',
      stop: async () => {
        ctx.hub.closeAll(closeCodes.goingDown, 'This server is going down; come back.');
        await app.close();
      },
    },
    { name: 'connections', stop: () => ctx.close() },
  ]);
});
