import { openSync, renameSync, statSync, writeSync } from 'node:fs';
import type { LineLog } from './child.js';

const LARGEST_BYTES = 10 * 1024 * 1024;

/** Appends lines to a log file. One that has grown past 10 MiB is put aside first, as `….1`. */
export function logFile(file: string): LineLog {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_BYTES) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a');
  return (line) => {
    try {
      writeSync(descriptor, `${line}\n`);
    } catch {
      // A full disk must not end what we watch over.
    }
  };
}
