import { requireAllowed, unlimited, type Allowance } from './allowance.js';
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

/** Somebody is about to try a secret. */
export interface Attempt {
  /** What the account was called; it need not be anybody's. */
  name: string;
  /** Whose it is, whatever they were called; for a name of nobody, something that stands for nobody of this name. */
  accounts?: string[];
  /** From where; leave it out where only who is in can try at all. */
  address?: string | undefined;
}

export interface Guess {
  /** Whether it may be right: if not, it is to be answered as if it were wrong, after the same work. */
  isOpen: boolean;
  /** It was right: it counts no more, and its address is known to this account from now on. */
  succeeded: () => Promise<void>;
}

/**
 * Limits how often a secret of an account can be guessed: `limit` times a minute, but only three times as often in an hour
 * and ten times in a day, however many addresses the guesses come from. So who guesses is slowed down more and more,
 * and 100 a day is what NIST SP 800-63B allows. Addresses from which the secret was known within 30 days are counted apart:
 * strangers cannot lock the owner out there.
 *
 * A guess counts before it is known to be wrong, or many at once would all come in. It counts twice. Of its name, whether
 * or not there is such an account, the refusal is told. Of its account, which may have other names, it is not: seeing
 * one name refused for what was tried by another would tell that both are one person's. It just cannot be right any more.
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
   * Counts a guess, where it is allowed.
   *
   * @throws ServiceError `rate_limited`, with the seconds until this name may be tried again
   */
  async begin({ name, accounts = [], address }: Attempt): Promise<Guess> {
    if (this.options.limit === 0) return { isOpen: true, succeeded: () => Promise.resolve() };
    const place = address === undefined ? undefined : `${accounts.join(' ')} ${address}`;
    const isKnown = place !== undefined && (await this.isKnown(place));
    const keys = isKnown ? [place] : [name, ...accounts];
    // All at the same time, so that how long it takes does not tell what is refused.
    const [shown = unlimited, ...hidden] = await Promise.all(keys.map((key) => this.take(key)));
    requireAllowed(shown);
    return {
      isOpen: hidden.every(({ isAllowed }) => isAllowed),
      succeeded: async () => {
        await Promise.all(keys.flatMap((key) => this.limiters.map((limiter) => limiter.giveBack(key))));
        if (place !== undefined) await this.remember(place);
      },
    };
  }

  /** One window after the other: what the minute refuses counts for no hour, or a second's flood would shut out for a day. */
  private async take(key: string): Promise<Allowance> {
    for (const limiter of this.limiters) {
      const allowance = await limiter.take(key);
      if (!allowance.isAllowed) return allowance;
    }
    return unlimited;
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
