import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { launcher, type User } from './launcher.js';

/** Gets each line that a process prints. */
export type LineLog = (line: string) => void;

/** How a process ended: with an exit code, or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that we started. */
export interface Child {
  /** What people call it: postgres, redis, api, realtime. */
  readonly name: string;
  readonly pid: number;
  /** Settles once the process is gone; never rejects. */
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end and waits until it has; one that does not end within `graceMs` is killed. */
  stop(): Promise<void>;
  /** The last lines it printed, for the sentence that says why it ended. */
  lastLines(): string;
}

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv | undefined;
  /** Who runs it, where that is not who we are. */
  user?: User | undefined;
  log: LineLog;
  /** A file that holds the pid as long as the process lives. */
  pidFile?: string | undefined;
  /** What asks it to end in order. */
  stopSignal: NodeJS.Signals;
  /** What it gets when our own process is gone; `stopSignal` if nothing is said. */
  deathSignal?: NodeJS.Signals;
  /** Milliseconds between `stopSignal` and SIGKILL. */
  graceMs?: number;
}

const KEPT_LINES = 20;

/**
 * Starts a process in a session of its own, so that the Ctrl-C of a terminal reaches us alone and we choose the order in
 * which things end.
 *
 * @throws when the command cannot be run
 */
export async function spawnChild(options: ChildOptions): Promise<Child> {
  const { command, pidFile, stopSignal, deathSignal = stopSignal, graceMs = 10_000 } = options;
  const [program = command, ...args] = [...launcher(deathSignal, options.user), command, ...options.args];
  const child = spawn(program, args, { env: options.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  if (pidFile !== undefined) {
    writeFileSync(pidFile, `${pid}\n`);
    child.once('exit', () => rmSync(pidFile, { force: true }));
  }

  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.log(line);
    });
  }

  return {
    name: options.name,
    pid,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill(stopSignal);
      child.kill('SIGCONT'); // a paused process would never hear the first one
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(killer);
    },
    lastLines: () => lines.join('\n'),
  };
}
