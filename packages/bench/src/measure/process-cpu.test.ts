import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { cpuSeconds, machineCpuSeconds, parseMachineStat, parseStat } from './process-cpu.js';

const stat = (name: string): string =>
  `4711 (${name}) S 1 4711 4711 0 -1 4194304 98 7 0 0 120 30 4 1 20 0 1 0 248785 3133440 364 18446744073709551615`;

test('own time in user and system mode is added to that of ended children', () => {
  expect(parseStat(stat('postgres'))).toBe(1.55);
});

test('the name of a program may look like anything', () => {
  expect(parseStat(stat('a (b) 1 2 3) c'))).toBe(1.55);
});

/** A script that uses so much CPU, in whatever mode. */
const burn = (seconds: number): string => `
  const used = () => Object.values(process.cpuUsage()).reduce((sum, micros) => sum + micros / 1e6, 0);
  while (used() < ${seconds});`;

test('living and ended children count as their parent', async () => {
  const living = `${burn(0.2)} console.log('done'); setInterval(() => {}, 1000)`;
  const script = `
    const { spawn, spawnSync } = require('node:child_process');
    ${burn(0.1)}
    spawnSync(process.execPath, ['-e', ${JSON.stringify(burn(0.1))}]);
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(living)}]);
    child.stdout.pipe(process.stdout);
    process.on('SIGTERM', () => child.kill() && process.exit());`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill());
  await once(createInterface(parent.stdout), 'line');
  expect(cpuSeconds(parent.pid ?? 0)).toBeGreaterThanOrEqual(0.36);
});

test('a process that is not there has no account', () => {
  expect(() => cpuSeconds(2 ** 30)).toThrow('ENOENT');
});

test('the machine has used what was neither idle nor waiting', () => {
  const stat = 'cpu  100 20 3000 77777 88888 4 500 6 90 0\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n';
  expect(parseMachineStat(stat)).toBe(36.3);
});

test('the machine has used more than one of its processes', () => {
  expect(machineCpuSeconds()).toBeGreaterThan(cpuSeconds(process.pid));
});
