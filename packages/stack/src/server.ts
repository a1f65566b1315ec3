import { setTimeout as sleep } from 'node:timers/promises';
import type { Child, Exit } from './child.js';
import { StartupError } from './startup-error.js';

/** A process that serves something at `url`. */
export interface Server extends Child {
  readonly url: string;
  readonly port: number;
  /** Resolves when it serves, rejects when it ends before that. It may take for ever: see `readyWithin`. */
  readonly ready: Promise<void>;
}

const PROBE_EVERY_MS = 50;

/** Makes a server of a process: it is ready from the first `probe` that answers true. */
export function serverOf(child: Child, address: { url: string; port: number }, probe: () => Promise<boolean>): Server {
  const ready = firstTrue(child, probe);
  ready.catch(() => undefined); // for who does not wait for it
  return { ...child, ...address, ready };
}

async function firstTrue(child: Child, probe: () => Promise<boolean>): Promise<void> {
  let exit: Exit | undefined;
  void child.exited.then((it) => (exit = it));
  for (;;) {
    const answer = await probe();
    if (exit) throw new StartupError(`${child.name} ended early (${describeExit(exit)}):\n${child.lastLines()}`);
    if (answer) return;
    await sleep(PROBE_EVERY_MS);
  }
}

/** `exit code 1` or `SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

/**
 * Waits `ms` milliseconds at most until a server is ready, and gives it back.
 *
 * @throws StartupError with the last lines it printed when it ends before or takes longer; it is stopped then
 */
export async function readyWithin<S extends Server>(server: S, ms: number): Promise<S> {
  const bound = new AbortController();
  const late = sleep(ms, true, { signal: bound.signal }).catch(() => false);
  try {
    if (await Promise.race([server.ready, late])) {
      throw new StartupError(`${server.name} is not ready after ${ms / 1000} s:\n${server.lastLines()}`);
    }
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    bound.abort();
  }
}
