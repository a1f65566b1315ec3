/** Frames over the limit, one after the other, that are answered with an error; then it is abuse. */
const PATIENCE = 100;
/** Seconds' worth of frames that may come at once. */
const BURST = 5;

export type Verdict = 'ok' | 'too_fast' | 'abuse';

/** How many frames one socket may send: a token bucket that fills by `rate` a second. */
export class FrameBudget {
  private readonly rate: number;
  private left: number;
  private filledAt: number | undefined;
  private refused = 0;

  /** @param rate frames a second; 0 for any number */
  constructor(rate: number) {
    this.rate = rate;
    this.left = rate * BURST;
  }

  /** @param now milliseconds of any clock that only goes forward */
  take(now: number): Verdict {
    if (this.rate === 0) return 'ok';
    const passed = now - (this.filledAt ?? now);
    this.filledAt = now;
    this.left = Math.min(this.rate * BURST, this.left + (passed / 1000) * this.rate);
    if (this.left >= 1) {
      this.left -= 1;
      this.refused = 0;
      return 'ok';
    }
    this.refused += 1;
    return this.refused > PATIENCE ? 'abuse' : 'too_fast';
  }
}
