import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../free-port.js';
import { REPOSITORY } from '../repository.js';
import { Restartable } from '../restartable.js';
import { startService, type App } from '../service.js';

/**
 * Starts one of the two services from its source, as a process of its own on a free port of the loopback interface:
 * for a test that needs the other service beside it, or one that can be killed.
 *
 * @param env its settings; `PATH` and the like come from this process
 */
export async function startTestService(app: App, env: NodeJS.ProcessEnv): Promise<Restartable> {
  const port = await freePort();
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const main = path.join(REPOSITORY, 'apps', app, 'src/main.ts');
  const program = ['--conditions=@besage/source', '--import', tsx, main];
  return Restartable.start(() =>
    startService({
      app,
      host: '127.0.0.1',
      port,
      program,
      env: { ...process.env, NODE_ENV: 'test', METRICS_PORT: '0', REALTIME_METRICS_PORT: '0', ...env },
      log: () => undefined,
    }),
  );
}
