import { unlimited, type Allowance } from './allowance.js';
import type { LimitOptions } from './limit-options.js';

/** Milliseconds between two times that the others are told. */
const TELL_EVERY = 500;
/** Keys of one call at the most: Redis unpacks its arguments on a stack. */
const CALL_MAX = 1_000;

/** Adds what came here to what all have counted in a window, and says how much that is now. */
const addCounts = `
  local used = {}
  for i = 2, #ARGV, 2 do used[#used + 1] = redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return used`;

/** What one key has used in this window. */
interface Count {
  readonly key: string;
  /** As far as this process knows: its own, and what others have told. */
  used: number;
  /** Of its own, what the others have not been told yet. */
  untold: number;
}

export interface QuickLimitOptions extends LimitOptions {
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/**
 * A limit that never makes anybody wait: it is decided here, in memory, and what was counted is told to the other processes
 * through Redis in the background, many keys in one call. For what comes in thousands, like messages. Until others hear of
 * it, half a second, each process holds the limit alone; while Redis is away, that long.
 *
 * Windows lie where the clock puts them, the same for all processes, so one window is one hash in Redis and one map here,
 * and both are forgotten whole.
 */
export class QuickRateLimiter {
  private readonly options: Required<Pick<QuickLimitOptions, 'clock'>> & QuickLimitOptions;
  private readonly windowMs: number;
  private window = 0;
  private counts = new Map<string, Count>();
  private untold: Count[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(options: QuickLimitOptions) {
    this.options = { clock: Date.now, ...options };
    this.windowMs = options.windowSeconds * 1_000;
  }

  /** Counts one more, where it is allowed. @param key of whom @param cost of how many it is worth */
  take(key: string, cost = 1): Allowance {
    const { limit, name, clock, onRefused } = this.options;
    if (limit === 0) return unlimited;
    const now = clock();
    const window = Math.floor(now / this.windowMs);
    if (window !== this.window) this.begin(window);
    const resetMs = (window + 1) * this.windowMs - now;
    const count = this.countOf(key);
    if (count.used + cost > limit) {
      onRefused?.(name);
      return { isAllowed: false, limit, remaining: Math.max(0, limit - count.used), resetMs };
    }
    if (count.untold === 0) this.tellSoon(count);
    count.used += cost;
    count.untold += cost;
    return { isAllowed: true, limit, remaining: limit - count.used, resetMs };
  }

  /** Whether one more would be allowed; it is not counted. Who hears no counts as refused. */
  hasRoom(key: string): boolean {
    const { limit, name, clock, onRefused } = this.options;
    const isNow = Math.floor(clock() / this.windowMs) === this.window;
    const isWelcome = limit === 0 || !isNow || (this.counts.get(key)?.used ?? 0) < limit;
    if (!isWelcome) onRefused?.(name);
    return isWelcome;
  }

  private countOf(key: string): Count {
    const known = this.counts.get(key);
    if (known) return known;
    const count = { key, used: 0, untold: 0 };
    this.counts.set(key, count);
    return count;
  }

  private begin(window: number): void {
    this.window = window;
    this.counts = new Map();
    this.untold = [];
  }

  private tellSoon(count: Count): void {
    this.untold.push(count);
    this.timer ??= setTimeout(() => void this.tell(), TELL_EVERY).unref();
  }

  private async tell(): Promise<void> {
    // While Redis is away it stays untold: perhaps it comes back in this window.
    const counts = this.options.redis.status === 'ready' ? this.untold.splice(0, CALL_MAX) : [];
    // What is lost on the way, the others do not hear of: they hold the limit alone.
    if (counts.length > 0) await this.tellOf(counts).catch(() => undefined);
    this.timer = undefined;
    if (this.untold.length > 0) this.timer = setTimeout(() => void this.tell(), TELL_EVERY).unref();
  }

  private async tellOf(counts: Count[]): Promise<void> {
    const { redis, names, name } = this.options;
    const told = counts.map((count) => {
      const { untold } = count;
      count.untold = 0;
      return [count.key, untold] as const;
    });
    const hash = `${names.limits}:${name}:${String(this.window)}`;
    const answer: unknown = await redis.eval(addCounts, 1, hash, 2 * this.windowMs, ...told.flat());
    if (!Array.isArray(answer)) return;
    counts.forEach((count, i) => (count.used = Math.max(count.used, Number(answer[i]) + count.untold)));
  }
}
