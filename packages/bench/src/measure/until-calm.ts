import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf, type Processes } from './sample.js';

/** Of a core, by all of the processes together: what they use when nothing happens. */
const CALM = 0.1;
const PATIENCE_MS = 60_000;

/** Waits until processes have nothing more to do, for a minute at the most. */
export async function untilCalm(processes: Processes, signal: AbortSignal): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let before = total(processes);
  while (performance.now() < until) {
    await sleep(1_000, undefined, { signal });
    const now = total(processes);
    if (now - before < CALM) return;
    before = now;
  }
}

function total(processes: Processes): number {
  return Object.values(cpuOf(processes)).reduce((sum, used) => sum + used, 0);
}
