import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineLog } from './child.js';
import type { DataFolder } from './data-folder.js';
import { processWords } from './process-words.js';

const GRACE_MS = 10_000;

/**
 * Ends, in the order of `names`, what an earlier start on this data folder left running because it was killed itself.
 * A process id that went to a process of somebody else is forgotten.
 */
export async function endOrphans(folder: DataFolder, names: string[], log: LineLog): Promise<void> {
  for (const name of names) {
    const pidFile = folder.pidOf(name);
    const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
    const isOurs = async (): Promise<boolean> => pid > 0 && (await processWords(pid)).includes(folder.mark);
    if (await isOurs()) {
      log(`ending ${name} (process ${pid}), which an earlier start left behind`);
      await end(pid, isOurs);
    }
    await rm(pidFile, { force: true });
  }
}

async function end(pid: number, isThere: () => Promise<boolean>): Promise<void> {
  const killAt = Date.now() + GRACE_MS;
  send(pid, 'SIGINT'); // an orderly end for all four; PostgreSQL would wait for its clients at SIGTERM
  while (await isThere()) {
    if (Date.now() > killAt) send(pid, 'SIGKILL');
    await sleep(50);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was faster.
  }
}
