import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../src/free-port.js';
import type { Server } from '../src/server.js';
import { startService } from '../src/service.js';
import { tempFolder } from './temp-folder.js';

/** Something that can be started in place of the api, at one address, healthy as long as the file `healthy` is there. */
export interface FakeApi {
  start: () => Promise<Server>;
  healthy: string;
  pidFile: string;
}

export async function fakeApi(env: NodeJS.ProcessEnv = {}): Promise<FakeApi> {
  const folder = await tempFolder();
  const [healthy, pidFile] = [path.join(folder, 'healthy'), path.join(folder, 'api.pid')];
  await writeFile(healthy, '');
  const options = {
    app: 'api' as const,
    host: '127.0.0.1',
    port: await freePort(),
    env: { ...process.env, HEALTHY_IF: healthy, ...env },
    log: () => undefined,
    pidFile,
    program: [path.join(import.meta.dirname, 'fake-service.mjs')],
  };
  const started: Server[] = [];
  const start = async (): Promise<Server> => {
    const server = await startService(options);
    started.push(server);
    return server;
  };
  onTestFinished(async () => {
    await Promise.all(started.map((server) => server.stop()));
  });
  return { start, healthy, pidFile };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
