import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadProcess } from '../load/load-process.js';
import { between, reportOf, sample, type Processes, type Span } from './sample.js';

export interface MeasureOnceOptions {
  loads: LoadProcess[];
  processes: Processes;
  signal: AbortSignal;
}

const POLL_MS = 10;
const PATIENCE_MS = 60_000;

/**
 * Lets loads that are prepared do what they do once, and measures until all of it has happened.
 *
 * @throws LoadFailure when they cannot; Error when it takes more than a minute; an AbortError when `signal` is aborted
 */
export async function measureOnce({ loads, processes, signal }: MeasureOnceOptions): Promise<Span> {
  const before = await sample(loads, processes);
  await Promise.all(loads.map((load) => load.start()));
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { deliveries, expected } = await reportOf(loads);
    if (deliveries >= expected) break;
    if (performance.now() > until) throw new Error(`Of ${expected} only ${deliveries} have happened in a minute.`);
    await sleep(POLL_MS, undefined, { signal });
  }
  return between(before, await sample(loads, processes));
}
