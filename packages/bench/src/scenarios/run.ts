import type { Figures } from '../measure/figures.js';
import type { SubjectName } from '../subjects/subject.js';
import type { Subjects } from '../subjects/subjects.js';

/** One thing that is measured. */
export interface Run {
  /** Its name in results; no two of one subject have the same. */
  name: string;
  subject: SubjectName;
  /** What happens in it, for who reads the table. */
  title: string;
  /** What its figures depend on: they are compared only where these are the same. */
  settings: Record<string, number>;
  /** Measures it once. */
  take(subjects: Subjects, pace: Pace): Promise<Outcome>;
}

/** How long a load is kept up. */
export interface Pace {
  /** Seconds of load before measuring begins. */
  warmup: number;
  /** Seconds that are measured. */
  seconds: number;
  /** Sends after which measuring ends before its time, for the sake of memory and disk. */
  maxSends: number;
  signal: AbortSignal;
}

/** What came of it; nothing must be lost or repeated, the warm-up included. */
export interface Outcome {
  figures: Figures;
  lost: number;
  repeated: number;
}
