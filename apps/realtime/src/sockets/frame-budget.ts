import type { TokenBucket } from './token-bucket.js';

/** Frames over the limit, one after the other, that are answered with an error; then it is abuse. */
const PATIENCE = 100;

export type Verdict = 'ok' | 'too_fast' | 'abuse';

/** What becomes of the frames of one socket. All sockets of its person take from one bucket; patience is with each alone. */
export class FrameBudget {
  private readonly bucket: TokenBucket;
  private refused = 0;

  constructor(bucket: TokenBucket) {
    this.bucket = bucket;
  }

  get isUnlimited(): boolean {
    return this.bucket.rate === 0;
  }

  /** @param now milliseconds of any clock that only goes forward */
  take(now: number): Verdict {
    if (this.bucket.take(now)) {
      this.refused = 0;
      return 'ok';
    }
    this.refused += 1;
    return this.refused > PATIENCE ? 'abuse' : 'too_fast';
  }
}
