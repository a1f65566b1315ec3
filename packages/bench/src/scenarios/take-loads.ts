import type { LoadProcess } from '../load/load-process.js';
import { figuresOf } from '../measure/figures.js';
import { measure } from '../measure/measure.js';
import type { Processes } from '../measure/sample.js';
import type { Unit } from '../measure/units.js';
import type { Outcome, Pace } from './run.js';

export interface PreparedLoads {
  /** Ready to start. */
  loads: LoadProcess[];
  /** Whose CPU counts. */
  processes: Processes;
  /** What they do. */
  units: Unit[];
}

/** Measures loads while they are kept up, and ends them. */
export async function takeLoads({ loads, processes, units }: PreparedLoads, pace: Pace): Promise<Outcome> {
  try {
    const measurement = await measure({ loads, processes, ...pace });
    const { lost, repeated } = measurement;
    return { figures: figuresOf(measurement, units), lost, repeated };
  } finally {
    await Promise.all(loads.map((load) => load.end()));
  }
}
