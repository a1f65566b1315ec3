import { TokenBucket } from './token-bucket.js';
import { TypingThrottle } from './typing-throttle.js';

/** What one person may do on this gateway, over all their sockets. */
export class PersonAllowance {
  readonly frames: TokenBucket;
  readonly typing = new TypingThrottle();

  /** @param frameRate frames a second; 0 for any number */
  constructor(frameRate: number) {
    this.frames = new TokenBucket(frameRate);
  }
}
