import type { TokenBucket } from './token-bucket.js';

/** Frames over the limit that are answered with an error; then it is abuse. Each that is taken makes up for one. */
const PATIENCE = 100;
/** Bytes of a frame that count as a frame more: a large one is as dear to read as many small ones. */
const FRAME_BYTES = 4_096;

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

  /** @param now milliseconds of any clock that only goes forward @param bytes of the frame */
  take(now: number, bytes = 0): Verdict {
    if (this.bucket.take(now, 1 + Math.floor(bytes / FRAME_BYTES))) {
      if (this.refused > 0) this.refused -= 1;
      return 'ok';
    }
    this.refused += 1;
    return this.refused > PATIENCE ? 'abuse' : 'too_fast';
  }
}
