import type { LoadProcess } from '../load/load-process.js';
import type { Report } from '../load/messages.js';
import { monotonicMicros } from './monotonic-micros.js';
import { cpuSeconds, machineCpuSeconds } from './process-cpu.js';

/** Process ids by the name under which their CPU is added up. */
export type Processes = Record<string, number[]>;

/** What happened between two samples. */
export interface Span {
  seconds: number;
  sends: number;
  deliveries: number;
  frames: number;
  /** From send to delivery, as a snapshot of `Latencies`. */
  latencies: number[];
  /** Seconds of CPU by the names of the processes. */
  cpu: Record<string, number>;
  /** Seconds of CPU of the whole machine. */
  machineCpu: number;
}

/** All that loads have counted and processes have used so far. */
export type Sample = Report & { at: number; cpu: Record<string, number>; machineCpu: number };

export async function sample(loads: LoadProcess[], processes: Processes): Promise<Sample> {
  const report = await reportOf(loads);
  return { ...report, at: monotonicMicros(), cpu: cpuOf(processes), machineCpu: machineCpuSeconds() };
}

export function between(before: Sample, after: Sample): Span {
  return {
    seconds: (after.at - before.at) / 1e6,
    sends: after.sends - before.sends,
    deliveries: after.deliveries - before.deliveries,
    frames: after.frames - before.frames,
    latencies: after.latencies.map((count, bucket) => count - (before.latencies[bucket] ?? 0)),
    cpu: Object.fromEntries(Object.entries(after.cpu).map(([name, used]) => [name, used - (before.cpu[name] ?? 0)])),
    machineCpu: after.machineCpu - before.machineCpu,
  };
}

/** What several loads have counted together. */
export async function reportOf(loads: LoadProcess[]): Promise<Report> {
  const reports = await Promise.all(loads.map((load) => load.report()));
  return reports.reduce(sumOf);
}

/** Seconds of CPU by the names of the processes. */
export function cpuOf(processes: Processes): Record<string, number> {
  const cpu: Record<string, number> = {};
  for (const [name, pids] of Object.entries(processes)) cpu[name] = pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  return cpu;
}

function sumOf(a: Report, b: Report): Report {
  const [longer, shorter] = a.latencies.length > b.latencies.length ? [a, b] : [b, a];
  return {
    sends: a.sends + b.sends,
    expected: a.expected + b.expected,
    deliveries: a.deliveries + b.deliveries,
    repeated: a.repeated + b.repeated,
    frames: a.frames + b.frames,
    latencies: longer.latencies.map((count, bucket) => count + (shorter.latencies[bucket] ?? 0)),
  };
}
