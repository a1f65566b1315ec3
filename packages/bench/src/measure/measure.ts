import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadProcess } from '../load/load-process.js';
import type { Report } from '../load/messages.js';
import { monotonicMicros } from './monotonic-micros.js';
import { cpuSeconds, machineCpuSeconds } from './process-cpu.js';

/** Process ids by the name under which their CPU is added up. */
export type Processes = Record<string, number[]>;

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
export interface Measurement {
  seconds: number;
  sends: number;
  deliveries: number;
  /** From send to delivery, as a snapshot of `Latencies`. */
  latencies: number[];
  /** Seconds of CPU by the names of the processes. */
  cpu: Record<string, number>;
  /** Seconds of CPU of the whole machine. */
  machineCpu: number;
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
  return {
    seconds: (after.at - before.at) / 1e6,
    sends: after.sends - before.sends,
    deliveries: after.deliveries - before.deliveries,
    latencies: after.latencies.map((count, bucket) => count - (before.latencies[bucket] ?? 0)),
    cpu: Object.fromEntries(Object.entries(after.cpu).map(([name, used]) => [name, used - (before.cpu[name] ?? 0)])),
    machineCpu: after.machineCpu - before.machineCpu,
    lost: end.expected - end.deliveries,
    repeated: end.repeated,
  };
}

type Sample = Report & { at: number; cpu: Record<string, number>; machineCpu: number };

async function sample(loads: LoadProcess[], processes: Processes): Promise<Sample> {
  const report = await reportOf(loads);
  const cpu: Record<string, number> = {};
  for (const [name, pids] of Object.entries(processes)) cpu[name] = pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  return { ...report, at: monotonicMicros(), cpu, machineCpu: machineCpuSeconds() };
}

async function reportOf(loads: LoadProcess[]): Promise<Report> {
  const reports = await Promise.all(loads.map((load) => load.report()));
  return reports.reduce(sumOf);
}

function sumOf(a: Report, b: Report): Report {
  const [longer, shorter] = a.latencies.length > b.latencies.length ? [a, b] : [b, a];
  return {
    sends: a.sends + b.sends,
    expected: a.expected + b.expected,
    deliveries: a.deliveries + b.deliveries,
    repeated: a.repeated + b.repeated,
    latencies: longer.latencies.map((count, bucket) => count + (shorter.latencies[bucket] ?? 0)),
  };
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
