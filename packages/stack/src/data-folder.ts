import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from './startup-error.js';

/** What lies where in a data folder; all paths are absolute. */
export interface DataFolder {
  /** `BESAGE_DATA=…`, in the environment of every process of this folder: that is how they are told from others. */
  mark: string;
  run: string;
  postgres: string;
  redis: string;
  secretKey: string;
  /** Keeps the password of the demo's people. */
  demoPassword: string;
  logOf(name: string): string;
  pidOf(name: string): string;
  /** Keeps the port of an embedded server. */
  portOf(name: string): string;
}

/**
 * Describes a data folder, and makes it where there is none.
 *
 * @throws StartupError where it cannot be made
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const [run, logs] = [path.join(dataDir, 'run'), path.join(dataDir, 'logs')];
  await Promise.all([run, logs].map((folder) => mkdir(folder, { recursive: true }))).catch((error: unknown) => {
    throw new StartupError(`${dataDir} cannot be used: set BESAGE_DATA to another folder. ${String(error)}`);
  });
  return {
    mark: `BESAGE_DATA=${dataDir}`,
    run,
    postgres: path.join(dataDir, 'postgres'),
    redis: path.join(dataDir, 'redis'),
    secretKey: path.join(dataDir, 'secret-key'),
    demoPassword: path.join(dataDir, 'demo-password'),
    logOf: (name) => path.join(logs, `${name}.log`),
    pidOf: (name) => path.join(run, `${name}.pid`),
    portOf: (name) => path.join(run, `${name}.port`),
  };
}
