import type { LoadProcess } from '../load/load-process.js';
import type { Processes } from '../measure/measure.js';
import type { Besage } from '../subjects/besage.js';

/** One thing that is measured. */
export interface Run {
  /** Its name in results; no two have the same. */
  name: string;
  /** What happens in it, for who reads the table. */
  title: string;
  /** What its figures depend on: they are compared only where these are the same. */
  settings: Record<string, number>;
  prepare(besage: Besage): Promise<PreparedRun>;
}

export interface PreparedRun {
  /** Ready to start. */
  loads: LoadProcess[];
  /** Whose CPU counts. */
  processes: Processes;
}
