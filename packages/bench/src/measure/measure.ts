import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadProcess } from '../load/load-process.js';
import type { Report } from '../load/messages.js';
import { between, reportOf, sample, type Processes, type Span } from './sample.js';

export interface MeasureOptions {
  loads: LoadProcess[];
  processes: Processes;
  /** Seconds of load before measuring begins. */
  warmup: number;
  /** Seconds that are measured. */
  seconds: number;
  /** Sends after which measuring ends before its time, for the sake of memory and disk. */
  maxSends: number;
  signal: AbortSignal;
}

/** What happened while it was measured; `lost` and `repeated` are of the whole run. */
export interface Measurement extends Span {
  lost: number;
  repeated: number;
}

const POLL_MS = 200;
/** Without a delivery for so long, what is still missing is lost. */
const PATIENCE_MS = 5_000;
/** A gateway compares its rooms with the log every two seconds: so long after the end it may still repeat something. */
const AFTERMATH_MS = 2_500;

/**
 * Lets loads that are prepared run: a warm-up, the time that is measured, and then the wait until all that was sent has
 * arrived.
 *
 * @throws LoadFailure when a send is refused or a socket closed; an AbortError when `signal` is aborted
 */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { loads, processes, warmup, seconds, maxSends, signal } = options;
  const run = (duration: number): Promise<void> => underLoad(loads, duration * 1_000, maxSends, signal);
  await Promise.all(loads.map((load) => load.start()));
  await run(warmup);
  const before = await sample(loads, processes);
  await run(seconds);
  const after = await sample(loads, processes);
  await Promise.all(loads.map((load) => load.halt()));
  const end = await settled(loads, signal);
  return { ...between(before, after), lost: end.expected - end.deliveries, repeated: end.repeated };
}

/** Waits for so many milliseconds, or until the sends are enough. Asking now and then notices a load that fails. */
async function underLoad(loads: LoadProcess[], duration: number, maxSends: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + duration;
  for (let left = duration; left > 0; left = end - performance.now()) {
    await sleep(Math.min(left, POLL_MS), undefined, { signal });
    if ((await reportOf(loads)).sends >= maxSends) return;
  }
}

/** Waits until everything has arrived or nothing comes any more, and for the aftermath. */
async function settled(loads: LoadProcess[], signal: AbortSignal): Promise<Report> {
  let last = await reportOf(loads);
  let progressAt = performance.now();
  while (last.deliveries < last.expected && performance.now() - progressAt < PATIENCE_MS) {
    await sleep(POLL_MS, undefined, { signal });
    const report = await reportOf(loads);
    if (report.deliveries > last.deliveries) progressAt = performance.now();
    last = report;
  }
  await sleep(AFTERMATH_MS, undefined, { signal });
  return reportOf(loads);
}
