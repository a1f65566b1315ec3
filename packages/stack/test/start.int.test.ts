import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/free-port.js';
import { isAlive } from './fake-api.js';
import { tempFolder } from './temp-folder.js';

const NAMES = ['api', 'realtime', 'redis', 'postgres'];
const compiled = pathToFileURL(path.join(import.meta.dirname, '../dist/start.js')).href;

interface Besage {
  pid: number;
  output: () => string;
  /** Rejects when it ends before. */
  isUp: () => Promise<void>;
  signal: (signal: NodeJS.Signals) => void;
  exitCode: Promise<number | null>;
}

/** What `npm start` runs after the build, as a process of its own. */
function startBesage(env: NodeJS.ProcessEnv): Besage {
  const script = `import('${compiled}').then(({ start }) => start())`;
  const ownEnv = { ...process.env, DATABASE_URL: '', REDIS_URL: '', npm_lifecycle_event: undefined, ...env };
  const child = spawn(process.execPath, ['-e', script], { env: ownEnv });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exitCode = once(child, 'close').then(() => child.exitCode);
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exitCode;
  });
  return {
    pid: child.pid!,
    output: () => output,
    isUp: () => expect.poll(() => output, { timeout: 60_000 }).toContain('Besage is up.'),
    signal: (signal) => child.kill(signal),
    exitCode,
  };
}

/** The process ids in a data folder; 0 where there is none. */
async function pidsIn(dataDir: string): Promise<number[]> {
  const pidOf = (name: string) => readFile(path.join(dataDir, `run/${name}.pid`), 'utf8').catch(() => '0');
  return (await Promise.all(NAMES.map(pidOf))).map(Number);
}

async function call(port: number, route: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${port}/api/${route}`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

test('all come up, come back when killed, end in order, and find their data again', { timeout: 120_000 }, async () => {
  const dataDir = await tempFolder();
  const [port, realtimePort] = [await freePort(), await freePort()];
  const env = { BESAGE_DATA: dataDir, PORT: String(port), REALTIME_PORT: String(realtimePort) };
  const zoe = { username: 'zoe', password: 'correct horse battery' };
  const first = startBesage(env);
  await first.isUp();
  expect(await call(port, 'auth/register/', { ...zoe, email: 'zoe@example.com' })).toBe(201);

  const killed = await pidsIn(dataDir);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  for (const name of NAMES) await expect.poll(first.output, { timeout: 30_000 }).toContain(`${name} is back`);
  const alive = await pidsIn(dataDir);
  expect(alive.filter((pid) => killed.includes(pid) || !isAlive(pid))).toEqual([]);

  const second = startBesage({ ...env, PORT: String(await freePort()) });
  expect(await second.exitCode).toBe(1);
  expect(second.output()).toContain(`Process ${first.pid} runs Besage on this data folder already`);

  first.signal('SIGINT');
  expect(await first.exitCode).toBe(0);
  expect(alive.filter(isAlive)).toEqual([]);
  expect(await pidsIn(dataDir)).toEqual([0, 0, 0, 0]);

  const third = startBesage(env);
  await third.isUp();
  expect(await call(port, 'auth/login/', zoe)).toBe(200);
  expect(third.output()).toContain(`Page     http://127.0.0.1:${port}/`);
  const [, password = ''] = /password of both is (\S+)/.exec(third.output()) ?? [];
  expect(await call(port, 'auth/login/', { username: 'ana', password })).toBe(200);
  const demo: unknown = await (await fetch(`http://127.0.0.1:${port}/api/demo/`)).json();
  expect(demo).toEqual({ people: ['ana', 'bruno'], password });
});

test('a port in use is told in one sentence, with the setting that changes it', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void occupant.close());
  await once(occupant, 'listening');
  const { port } = occupant.address() as AddressInfo;
  const besage = startBesage({ BESAGE_DATA: await tempFolder(), REALTIME_PORT: String(port) });
  expect(await besage.exitCode).toBe(1);
  expect(besage.output()).toBe(`Port ${port} is in use: set REALTIME_PORT to another one.\n`);
});
