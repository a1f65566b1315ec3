/** Microseconds on the machine's monotonic clock: the same in all processes, so that they can compare. */
export function monotonicMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3;
}
