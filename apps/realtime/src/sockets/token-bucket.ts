/** Seconds' worth of tokens that may be taken at once. */
const BURST = 5;

/** How many may come: it fills by `rate` a second, and each takes one out. */
export class TokenBucket {
  readonly rate: number;
  private left: number;
  private filledAt: number | undefined;

  /** @param rate tokens a second; 0 for any number */
  constructor(rate: number) {
    this.rate = rate;
    this.left = rate * BURST;
  }

  /**
   * @param now milliseconds of any clock that only goes forward
   * @param cost tokens; there need not be as many: what is lacking is owed
   * @returns whether there was one left
   */
  take(now: number, cost = 1): boolean {
    if (this.rate === 0) return true;
    const passed = now - (this.filledAt ?? now);
    this.filledAt = now;
    this.left = Math.min(this.rate * BURST, this.left + (passed / 1000) * this.rate);
    if (this.left < 1) return false;
    this.left -= cost;
    return true;
  }
}
