/** Each power of two is divided into so many buckets: what is read is at most 1/64 off what was recorded. */
const STEPS = 64;
const STEP_BITS = 6;
/** Microseconds, 134 s; what takes longer counts as this. */
const LONGEST = 2 ** 27 - 1;

/**
 * A histogram of how long things took. Recording allocates nothing, counts of several processes are added up, and an
 * interval is the difference of two snapshots. The buckets are those of HdrHistogram: as wide as what they hold is long.
 */
export class Latencies {
  private readonly counts = new Uint32Array(bucketOf(LONGEST) + 1);

  /** @param micros how long each of `times` things took, in microseconds */
  record(micros: number, times = 1): void {
    const bucket = bucketOf(Math.min(Math.max(micros, 0), LONGEST));
    this.counts[bucket] = (this.counts[bucket] ?? 0) + times;
  }

  /** How many there are in each bucket so far, the empty ones at the end left out. */
  snapshot(): number[] {
    return Array.from(this.counts.subarray(0, this.counts.findLastIndex((count) => count > 0) + 1));
  }
}

/**
 * How long the fastest `share` of a snapshot took at most, in microseconds; NaN when there is nothing in it.
 *
 * @param share from 0 to 1: 0.5 is the median
 */
export function percentile(counts: number[], share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(total * share));
  let passed = 0;
  const bucket = counts.findIndex((count) => (passed += count) >= rank);
  return bucket < 0 ? NaN : middleOf(bucket);
}

function bucketOf(micros: number): number {
  const whole = Math.floor(micros);
  const shift = shiftOf(whole);
  return shift * STEPS + (whole >>> shift);
}

/** By how many bits a duration is longer than those that have a bucket of their own. */
function shiftOf(micros: number): number {
  return Math.max(0, 31 - Math.clz32(micros) - STEP_BITS);
}

function middleOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / STEPS) - 1);
  return (bucket - shift * STEPS) * 2 ** shift + (2 ** shift - 1) / 2;
}
