import { requireAllowed } from './allowance.js';
import { digest } from './digest.js';
import type { LimitOptions } from './limit-options.js';
import { RateLimiter } from './rate-limiter.js';

const [MINUTE, HOUR, DAY, MONTH] = [60, 3_600, 86_400, 30 * 86_400];

/** Who goes on guessing waits longer: so many times the limit in an hour, and in a day. */
const GROWTH = [
  { windowSeconds: MINUTE, times: 1 },
  { windowSeconds: HOUR, times: 3 },
  { windowSeconds: DAY, times: 10 },
];

/** Milliseconds that Redis may take to say whether an address is known. */
const PATIENCE = 250;

/** What one guess turned out to be; where nothing is said, it was wrong. */
export interface Guess {
  /** It was right: it counts no more, and its address is known to this account from now on. */
  succeeded: () => Promise<void>;
}

/**
 * Limits how often a secret of an account can be guessed: `limit` times a minute, but only three times as often in an hour
 * and ten times in a day, however many addresses the guesses come from. So who guesses is slowed down more and more,
 * and 100 a day is what NIST SP 800-63B allows. Addresses from which the secret was known within 30 days are counted apart:
 * strangers cannot lock the owner out there.
 *
 * A guess counts before it is known to be wrong, or many at once would all come in. Whether there is such an account is
 * never asked: names that do not exist are counted just so.
 */
export class GuessLimiter {
  private readonly options: Omit<LimitOptions, 'windowSeconds'>;
  private readonly limiters: RateLimiter[];

  constructor(options: Omit<LimitOptions, 'windowSeconds'>) {
    this.options = options;
    this.limiters = GROWTH.map(({ windowSeconds, times }) => {
      const name = `${options.name}-${String(windowSeconds)}`;
      return new RateLimiter({ ...options, name, limit: times * options.limit, windowSeconds });
    });
  }

  /**
   * Somebody is about to try a secret.
   *
   * @param account whose, by any name
   * @param address from where; leave it out where only who is in can try at all
   * @throws ServiceError `rate_limited`, with the seconds until they may try again
   */
  async begin(account: string, address?: string): Promise<Guess> {
    if (this.options.limit === 0) return { succeeded: () => Promise.resolve() };
    const place = address === undefined ? undefined : `${account} ${address}`;
    const key = place !== undefined && (await this.isKnown(place)) ? place : account;
    // One after the other: what the minute refuses counts for no hour, or a second's flood would shut out for a day.
    for (const limiter of this.limiters) requireAllowed(await limiter.take(key));
    return {
      succeeded: async () => {
        await Promise.all(this.limiters.map((limiter) => limiter.giveBack(key)));
        if (place !== undefined) await this.remember(place);
      },
    };
  }

  private async isKnown(place: string): Promise<boolean> {
    const { redis } = this.options;
    if (redis.status !== 'ready') return false;
    const late = new Promise<number>((resolve) => setTimeout(resolve, PATIENCE, 0).unref());
    return (await Promise.race([redis.exists(this.keyOf(place)).catch(() => 0), late])) === 1;
  }

  private async remember(place: string): Promise<void> {
    const { redis } = this.options;
    if (redis.status !== 'ready') return;
    const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE).unref());
    await Promise.race([redis.set(this.keyOf(place), 1, 'EX', MONTH).catch(() => undefined), late]);
  }

  private keyOf(place: string): string {
    const { names, name } = this.options;
    return `${names.limits}:${name}-known:${digest(place)}`;
  }
}
