import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';
import { unlimited, type Allowance } from './allowance.js';
import { digest } from './digest.js';
import type { LimitOptions } from './limit-options.js';

/** Milliseconds that Redis may take to answer. Whoever asks waits for it; a Redis that hangs must not be felt. */
const PATIENCE = 250;

/**
 * A limit that all processes count together, exactly: each one is counted in Redis before it may come in. For doors that
 * cost much more than a question to Redis, like passwords. While Redis is away, or hangs, each process holds the limit alone.
 */
export class RateLimiter {
  private readonly options: LimitOptions;
  private readonly limiter: RLWrapperTimeouts | undefined;

  constructor(options: LimitOptions) {
    this.options = options;
    if (options.limit > 0) this.limiter = createLimiter(options);
  }

  /** Counts one more. @param key of whom; any text, its hash becomes part of a key in Redis */
  async take(key: string): Promise<Allowance> {
    if (!this.limiter) return unlimited;
    try {
      return this.describe(true, await this.limiter.consume(digest(key)));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      this.options.onRefused?.(this.options.name);
      return this.describe(false, refusal);
    }
  }

  /** One that was counted shall not count. Never rejects: what is not given back runs out with the window. */
  async giveBack(key: string): Promise<void> {
    await this.limiter?.reward(digest(key)).catch(() => undefined);
  }

  private describe(isAllowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Allowance {
    return { isAllowed, limit: this.options.limit, remaining: remainingPoints, resetMs: Math.max(0, msBeforeNext) };
  }
}

function createLimiter({ redis, names, name, limit, windowSeconds }: LimitOptions): RLWrapperTimeouts {
  const window = { points: limit, duration: windowSeconds };
  return new RLWrapperTimeouts({
    timeoutMs: PATIENCE,
    limiter: new RateLimiterRedis({
      ...window,
      storeClient: redis,
      keyPrefix: `${names.limits}:${name}`,
      rejectIfRedisNotReady: true,
      // Who is refused anyway is not counted on: a flood stays out of Redis.
      inMemoryBlockOnConsumed: limit + 1,
    }),
    insuranceLimiter: new RateLimiterMemory(window),
  });
}
