import { migrate } from '@besage/db';
import { say, step } from '../bin/progress.mjs';
import type { LineLog } from './child.js';
import { lockDataFolder } from './data-folder-lock.js';
import type { DataFolder } from './data-folder.js';
import { provideDemo, type Demo } from './demo.js';
import { portProblem } from './free-port.js';
import { keptPort, keptSecret } from './kept-value.js';
import { logFile } from './log-file.js';
import { endOrphans } from './orphans.js';
import { startPostgres } from './postgres.js';
import { answersPing, startRedis } from './redis.js';
import type { Server } from './server.js';
import { builtPage, compiled, reachable, startService, watchedSource, type App } from './service.js';
import type { Settings } from './settings.js';
import { StartupError } from './startup-error.js';
import type { Supervisor } from './supervisor.js';
import { warningIn } from './warnings.js';

export interface SystemOptions {
  settings: Settings;
  folder: DataFolder;
  supervisor: Supervisor;
  /** Runs the services from source, started again at every change of it. */
  watch: boolean;
}

/** What every process of the system gets. */
interface Surroundings {
  env: NodeJS.ProcessEnv;
  log: LineLog;
  pidFile: string;
}

const FIRST_READY_MS = 60_000;

/**
 * Brings everything up, one after the other, and shows on the terminal how far it is.
 *
 * @returns whom one may be to try it
 * @throws StartupError, a sentence on what is in the way
 */
export async function startSystem(options: SystemOptions): Promise<Demo | undefined> {
  const { settings, folder } = options;
  await lockDataFolder(folder.run);
  await endOrphans(folder, ['realtime', 'api', 'redis', 'postgres'], say);
  await requireFreePort('PORT', settings.port, settings.host);
  await requireFreePort('REALTIME_PORT', settings.realtimePort, settings.host);

  const databaseUrl = settings.databaseUrl ?? (await step('starting PostgreSQL', () => keepPostgres(options))).url;
  await step('applying migrations', () => applyMigrations(databaseUrl));
  const redisUrl = settings.redisUrl ?? (await step('starting Redis', () => keepRedis(options))).url;
  if (!(await answersPing(redisUrl))) throw new StartupError('No Redis answers at the address that REDIS_URL names.');

  const demo = settings.demo ? await step('writing the demo', () => findDemo(databaseUrl, folder)) : undefined;
  const secretKey = settings.secretKey ?? (await keptSecret(folder.secretKey));
  const found = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, SECRET_KEY: secretKey };
  const ofDemo = demo && { DEMO_PEOPLE: demo.people.join(','), DEMO_PASSWORD: demo.password };
  await step('starting api and realtime', () => keepServices(options, { ...found, ...ofDemo }));
  return demo;
}

/** Where it cannot be written, there is none, and that is said. */
async function findDemo(databaseUrl: string, { demoPassword }: DataFolder): Promise<Demo | undefined> {
  try {
    return await provideDemo(databaseUrl, demoPassword);
  } catch (error) {
    say(`There is no demo: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function keepPostgres(options: SystemOptions): Promise<Server> {
  const { folder } = options;
  const place = { dataDir: folder.postgres, port: await keptPort(folder.portOf('postgres')) };
  return keep(options, 'postgres', (surroundings) => startPostgres({ ...place, ...surroundings }));
}

async function keepRedis(options: SystemOptions): Promise<Server> {
  const { folder } = options;
  const place = { dataDir: folder.redis, port: await keptPort(folder.portOf('redis')) };
  return keep(options, 'redis', (surroundings) => startRedis({ ...place, persist: true, ...surroundings }));
}

async function keepServices(options: SystemOptions, found: NodeJS.ProcessEnv): Promise<void> {
  const { host, port, realtimePort } = options.settings;
  const page = process.env['WEB_ROOT'] ? {} : builtPage();
  const programOf = options.watch ? watchedSource : compiled;
  const keepService = (app: App, port: number, settings: NodeJS.ProcessEnv): Promise<Server> =>
    keep(options, app, ({ env, log, pidFile }) => {
      const what = { app, host, port, program: programOf(app), env: { ...env, ...settings } };
      return startService({ ...what, log: withWarningsShown(app, log), pidFile });
    });
  await Promise.all([
    keepService('api', port, { ...found, ...page, REALTIME_URL: `http://${reachable(host)}:${realtimePort}` }),
    // Its sockets come over the api, which says where from.
    keepService('realtime', realtimePort, { ...found, TRUST_PROXY: process.env['TRUST_PROXY'] || 'loopback' }),
  ]);
}

function withWarningsShown(app: App, log: LineLog): LineLog {
  return (line) => {
    log(line);
    const warning = warningIn(line);
    if (warning !== undefined) say(`${app}: ${warning}`);
  };
}

function keep(
  { settings, folder, supervisor }: SystemOptions,
  name: string,
  start: (surroundings: Surroundings) => Promise<Server>,
): Promise<Server> {
  const env = { ...process.env, BESAGE_DATA: settings.dataDir };
  const surroundings = { env, log: logFile(folder.logOf(name)), pidFile: folder.pidOf(name) };
  return supervisor.keep({ start: () => start(surroundings), firstReadyMs: FIRST_READY_MS, log: say });
}

async function applyMigrations(url: string): Promise<void> {
  try {
    await migrate({ url, log: say });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`The migrations cannot be applied to the database: ${reason}`, { cause: error });
  }
}

async function requireFreePort(setting: string, port: number, host: string): Promise<void> {
  const problem = await portProblem(port, host);
  if (problem === undefined) return;
  if (problem === 'EADDRINUSE') throw new StartupError(`Port ${port} is in use: set ${setting} to another one.`);
  throw new StartupError(`${host}:${port} cannot be listened on (${problem}): set HOST or ${setting} to another one.`);
}
