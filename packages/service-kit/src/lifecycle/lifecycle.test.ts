import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';

// Each test starts a process.
vi.setConfig({ testTimeout: 20_000 });

const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const loader = ['--conditions=@besage/source', '--import', import.meta.resolve('tsx'), '--input-type=module'];

/** Runs a small service in a process of its own; `on` says what to do when it prints a line. */
async function run(code: string, on: Record<string, (kill: (signal: NodeJS.Signals) => void) => void> = {}) {
  const script = `
    import { ConfigError } from ${source('../config/config-error.ts')};
    import { gracefulStop } from ${source('./graceful-stop.ts')};
    import { runService } from ${source('./run-service.ts')};
    const say = (line) => process.stdout.write(line + '\\n');
    const log = { info() {}, error() {}, fatal() {} };
    const step = (name, stop = async () => {}) => ({ name, stop: () => (say(name), stop()) });
    const stayAlive = () => setInterval(() => {}, 1000);
    ${code}`;
  const child = spawn(process.execPath, [...loader, '--eval', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    on[line]?.((signal) => child.kill(signal));
  });
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, lines, stderr };
}

const twoSteps = `gracefulStop(log, [step('sockets'), step('database')], 5000); stayAlive(); say('ready');`;

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops everything in order', async (signal) => {
  const { exitCode, lines } = await run(twoSteps, { ready: (kill) => kill(signal) });
  expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ['ready', 'sockets', 'database'] });
});

test('further signals change nothing', async () => {
  const slow = `
    gracefulStop(log, [
      step('first', () => new Promise((resolve) => process.once('SIGINT', resolve))),
      step('last'),
    ], 5000);
    stayAlive(); say('ready');`;
  const { exitCode, lines } = await run(slow, {
    ready: (kill) => kill('SIGTERM'),
    first: (kill) => kill('SIGINT'),
  });
  expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ['ready', 'first', 'last'] });
});

test('a step that fails does not keep the others from stopping', async () => {
  const failing = `gracefulStop(log, [step('first', async () => { throw new Error(); }), step('last')], 5000);
    stayAlive(); say('ready');`;
  const { exitCode, lines } = await run(failing, { ready: (kill) => kill('SIGTERM') });
  expect({ exitCode, lines }).toEqual({ exitCode: 1, lines: ['ready', 'first', 'last'] });
});

test('a step that never ends does not keep the process', async () => {
  const hanging = `gracefulStop(log, [step('first', () => new Promise(() => {})), step('last')], 50);
    stayAlive(); say('ready');`;
  const { exitCode, lines } = await run(hanging, { ready: (kill) => kill('SIGTERM') });
  expect({ exitCode, lines }).toEqual({ exitCode: 1, lines: ['ready', 'first'] });
});

test('a step that takes its time on purpose is not too late', async () => {
  const waiting = `gracefulStop(log, [
      { name: 'notice', stop: () => new Promise((resolve) => setTimeout(resolve, 60)), takesMs: 5000 },
      step('last'),
    ], 50);
    stayAlive(); say('ready');`;
  const { exitCode, lines } = await run(waiting, { ready: (kill) => kill('SIGTERM') });
  expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ['ready', 'last'] });
});

test.each([
  ['an exception', `setImmediate(() => { throw new Error(); });`],
  ['a rejection', `void Promise.reject(new Error());`],
])('%s that nobody caught stops everything in order', async (_, fault) => {
  const { exitCode, lines } = await run(twoSteps + fault);
  expect({ exitCode, lines }).toEqual({ exitCode: 1, lines: ['ready', 'sockets', 'database'] });
});

test('a setting that is wrong is told in one sentence', async () => {
  const { exitCode, stderr } = await run(
    `await runService('api', async () => { throw new ConfigError('Set PORT.'); });`,
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'api cannot start. Set PORT.\n' });
});

test('a port in use is told in one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { exitCode, stderr } = await run(`
    import { createServer } from 'node:net';
    await runService('api', () => new Promise((_, reject) => createServer().once('error', reject).listen(${port}, '127.0.0.1')));`);
  other.close();
  const sentence = `Port ${port} is in use by another program: stop that one, or set another port.`;
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `api cannot start. ${sentence}\n` });
});

test('any other error is told with its stack, without passwords', async () => {
  const { exitCode, stderr } = await run(
    `await runService('api', async () => { throw new TypeError('postgres://u:hunter2@db'); });`,
  );
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^api cannot start\. TypeError: postgres:\/\/\[hidden\]@db\n {4}at /);
});
