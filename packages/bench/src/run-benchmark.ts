import { medianFigures, spreadOf } from './measure/figures.js';
import type { Options } from './options.js';
import type { Result } from './report/result.js';
import { plannedRuns } from './scenarios/planned-runs.js';
import type { Outcome, Run } from './scenarios/run.js';
import { peerNames } from './subjects/subject.js';
import { Subjects } from './subjects/subjects.js';

export interface BenchmarkOptions extends Options {
  /** Told what is going on. */
  progress: (line: string) => void;
  /** Gets every line that a service prints. */
  log: (line: string) => void;
  signal: AbortSignal;
}

/**
 * Starts what is measured, takes all runs that the options ask for, and ends everything.
 *
 * @throws StartupError when the system does not come up; what a run throws
 */
export async function runBenchmark(options: BenchmarkOptions): Promise<Result[]> {
  const { rounds, warmup, seconds, sends: maxSends, signal, progress } = options;
  const runs = plannedRuns(options).map((run) => ({ run, outcomes: new Array<Outcome>() }));
  const peers = peerNames.filter((name) => runs.some(({ run }) => run.subject === name));
  progress(`starting PostgreSQL, Redis and ${['the services', ...peers].join(', ')}`);
  const subjects = await Subjects.start(peers, options);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const { run, outcomes } of runs) {
        progress(`${run.name}, ${run.subject}, round ${round} of ${rounds}`);
        outcomes.push(await run.take(subjects, { warmup, seconds, maxSends, signal }));
      }
    }
  } finally {
    await subjects.stop();
  }
  return runs.map(({ run, outcomes }) => resultOf(run, outcomes));
}

function resultOf({ name, subject, title, settings }: Run, outcomes: Outcome[]): Result {
  const total = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const rounds = outcomes.map(({ figures }) => figures);
  return {
    run: name,
    subject,
    title,
    settings,
    figures: medianFigures(rounds),
    spread: spreadOf(rounds),
    lost: total(({ lost }) => lost),
    repeated: total(({ repeated }) => repeated),
  };
}
