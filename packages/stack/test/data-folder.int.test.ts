import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { lockDataFolder } from '../src/data-folder-lock.js';
import { openDataFolder } from '../src/data-folder.js';
import { endOrphans } from '../src/orphans.js';
import { isAlive } from './fake-api.js';
import { tempFolder } from './temp-folder.js';

/** Runs Node, until the end of the test at the latest. */
function node(args: string[], env: NodeJS.ProcessEnv = {}): { process: ChildProcess; line: Promise<string> } {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { process: child, line: once(createInterface(child.stdout), 'line').then(([line]) => String(line)) };
}

const STAY = `console.log('up'); setInterval(() => {}, 1000)`;

test('a data folder has one holder, whom the refusal names', async () => {
  const { run } = await openDataFolder(await tempFolder());
  await lockDataFolder(run);
  await expect(lockDataFolder(run)).rejects.toThrow(`Process ${process.pid} runs`);
});

test('a holder that was killed holds no longer', async () => {
  const { run } = await openDataFolder(await tempFolder());
  const listen = `require('net').createServer().listen(${JSON.stringify(path.join(run, 'start.sock'))}, () => console.log('up'))`;
  const holder = node(['-e', listen]);
  await holder.line;
  await expect(lockDataFolder(run)).rejects.toThrow('that is paused');
  holder.process.kill('SIGKILL');
  await once(holder.process, 'exit');
  await expect(lockDataFolder(run)).resolves.toBeUndefined();
});

test('what an earlier start left behind is ended, and nobody else', async () => {
  const dataDir = await tempFolder();
  const folder = await openDataFolder(dataDir);
  const orphan = node(['-e', STAY], { BESAGE_DATA: dataDir });
  const stranger = node(['-e', STAY], { BESAGE_DATA: `${dataDir}-of-another` });
  await Promise.all([orphan.line, stranger.line]);
  await writeFile(folder.pidOf('api'), `${orphan.process.pid}\n`);
  await writeFile(folder.pidOf('redis'), `${stranger.process.pid}\n`);

  const log: string[] = [];
  await endOrphans(folder, ['api', 'redis', 'postgres'], (line) => log.push(line));
  expect(log).toEqual([`ending api (process ${orphan.process.pid}), which an earlier start left behind`]);
  expect(isAlive(stranger.process.pid!)).toBe(true);
  await expect(access(folder.pidOf('redis'))).rejects.toThrow('ENOENT');
});

test.runIf(process.platform === 'linux')('who starts something and is killed leaves nothing behind', async () => {
  const parent = node(['--import', 'tsx', path.join(import.meta.dirname, 'orphaning-parent.ts')]);
  const pid = Number(await parent.line);
  expect(isAlive(pid)).toBe(true);
  parent.process.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});
