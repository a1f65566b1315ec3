import { figuresOf, medianFigures } from './measure/figures.js';
import { measure, type Measurement } from './measure/measure.js';
import type { Options } from './options.js';
import type { Result } from './report/result.js';
import { plannedRuns } from './scenarios/planned-runs.js';
import type { Run } from './scenarios/run.js';
import { Besage } from './subjects/besage.js';

export interface BenchmarkOptions extends Options {
  /** Told what is going on. */
  progress: (line: string) => void;
  /** Gets every line that a service prints. */
  log: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Starts the system, measures everything that the options ask for, and ends the system.
 *
 * @throws StartupError when the system does not come up; what `measure` throws
 */
export async function runBenchmark(options: BenchmarkOptions): Promise<Result[]> {
  const { rounds, progress } = options;
  const runs = plannedRuns(options).map((run) => ({ run, measurements: new Array<Measurement>() }));
  progress('starting PostgreSQL, Redis and the services');
  const besage = await Besage.start(options);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const { run, measurements } of runs) {
        progress(`${run.name}, round ${round} of ${rounds}`);
        measurements.push(await measureRun(run, besage, options));
      }
    }
  } finally {
    await besage.stop();
  }
  return runs.map(({ run, measurements }) => resultOf(run, measurements));
}

async function measureRun(run: Run, besage: Besage, options: BenchmarkOptions): Promise<Measurement> {
  const { warmup, seconds, sends: maxSends, signal } = options;
  const { loads, processes } = await run.prepare(besage);
  try {
    return await measure({ loads, processes, warmup, seconds, maxSends, signal });
  } finally {
    await Promise.all(loads.map((load) => load.end()));
  }
}

function resultOf({ name, title, settings }: Run, measurements: Measurement[]): Result {
  const total = (count: (measurement: Measurement) => number): number =>
    measurements.reduce((sum, measurement) => sum + count(measurement), 0);
  return {
    run: name,
    title,
    settings,
    figures: medianFigures(measurements.map(figuresOf)),
    lost: total(({ lost }) => lost),
    repeated: total(({ repeated }) => repeated),
  };
}
