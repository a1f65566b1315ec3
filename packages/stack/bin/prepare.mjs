// From a fresh clone to a built one, with nothing but Node: no dependency, nothing compiled.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './progress.mjs';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const stampFile = path.join(repository, 'node_modules/.cache/besage/installed');
const built = ['api', 'realtime', 'stack', 'web'].map((name) => `--filter=@besage/${name}`);
const quiet = {
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_DAEMON: 'false',
};

/** Installs and builds what is not installed and built yet. Ends the process with a sentence when it cannot. */
export async function prepare() {
  requireNode(20, 19);
  try {
    const pnpm = await step('getting pnpm', findPnpm);
    const PATH = path.dirname(pnpm) + path.delimiter + process.env.PATH; // turbo calls it by its name
    if (readStamp() !== stamp()) {
      await step('installing packages', () => run(pnpm, ['install', '--frozen-lockfile'], { PATH, CI: '1' }));
      mkdirSync(path.dirname(stampFile), { recursive: true });
      writeFileSync(stampFile, stamp());
    }
    await step('building', () => run(pnpm, ['run', 'build', ...built], { PATH }));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

function requireNode(major, minor) {
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  console.error(`Besage needs Node ${major}.${minor} or newer, and this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** The path of the pnpm that package.json names; npx fetches it where it is not there yet. */
async function findPnpm() {
  const { packageManager } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const found = await run('npx', ['--yes', `--package=${packageManager}`, '-c', 'command -v pnpm']);
  return found.trim().split('\n').at(-1);
}

function stamp() {
  return createHash('sha256')
    .update(readFileSync(path.join(repository, 'pnpm-lock.yaml')))
    .digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs a command in the repository and gives its stdout; throws all that it printed when it fails. */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd: repository, env: { ...process.env, ...quiet, ...env }, stdio });
    const [stdout, output] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text) => stdout.push(text));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(text));
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve(stdout.join(''));
      else reject(new Error(`${output.join('')}\n${[command, ...args].join(' ')} failed.`));
    });
  });
}
