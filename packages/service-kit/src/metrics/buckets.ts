/** Upper bounds of a histogram of durations, in seconds. */
const secondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Upper bounds of a histogram of sizes, of batches say. */
export const sizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;

/**
 * The plain numbers of a histogram. To observe costs some nanoseconds and no memory, so it can be done for each message:
 * prom-client's own `observe` looks its labels up each time, and takes one value at a time.
 */
export class Buckets {
  readonly bounds: readonly number[];
  /** How many values fell between a bound and the one below it; the last are those above all bounds. */
  readonly counts: number[];
  sum = 0;

  /** @param bounds upper bounds, ascending */
  constructor(bounds: readonly number[] = secondsBounds) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** @param times how often the value was seen: what many have in common is observed at once */
  observe(value: number, times = 1): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] ?? 0)) place += 1;
    counts[place] = (counts[place] ?? 0) + times;
    this.sum += value * times;
  }
}
