import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { spawnChild, type LineLog } from './child.js';
import { REPOSITORY } from './repository.js';
import { serverOf, type Server } from './server.js';

export type App = 'api' | 'realtime';

export interface ServiceOptions {
  app: App;
  host: string;
  port: number;
  /** Its whole environment, but for what `host` and `port` say. */
  env: NodeJS.ProcessEnv;
  log: LineLog;
  pidFile?: string;
  /** What Node runs, see `compiled` and `watchedSource`. */
  program: string[];
}

/** Where a service says whether it is well. */
const HEALTH: Record<App, string> = { api: '/api/health/', realtime: '/health/' };
const PORT_SETTING: Record<App, string> = { api: 'PORT', realtime: 'REALTIME_PORT' };
const GRACE_MS = 15_000;

/** Starts one of the two services as a process of its own. It is ready when it says that it is healthy. */
export async function startService(options: ServiceOptions): Promise<Server> {
  const { app, host, port, program, log, pidFile } = options;
  const child = await spawnChild({
    name: app,
    command: process.execPath,
    args: program,
    env: { ...options.env, HOST: host, [PORT_SETTING[app]]: String(port) },
    log,
    pidFile,
    stopSignal: 'SIGTERM',
    deathSignal: 'SIGKILL', // in order it could not end: pino tries for ever to write its last lines to nobody
    graceMs: GRACE_MS,
  });
  const url = `http://${reachable(host)}:${port}`;
  return serverOf(child, { url, port }, () => isHealthy(url + HEALTH[app]));
}

/** The service that was built, as production runs it. */
export function compiled(app: App): string[] {
  return ['--enable-source-maps', path.join(REPOSITORY, 'apps', app, 'dist/main.js')];
}

/** The service from its source, started again at every change of it. */
export function watchedSource(app: App): string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const main = path.join(REPOSITORY, 'apps', app, 'src/main.ts');
  return [tsx, 'watch', '--clear-screen=false', '--conditions=@besage/source', main];
}

/** The setting by which an api serves the page, where that is built. */
export function builtPage(): { WEB_ROOT?: string } {
  const folder = path.join(REPOSITORY, 'apps/web/dist');
  return existsSync(path.join(folder, 'index.html')) ? { WEB_ROOT: folder } : {};
}

/** The address under which this machine reaches what listens on `host`. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
