import type { LimitSurroundings } from './limit-options.js';

const defaults = { tellEveryMs: 500, leaseMs: 15_000 };
/** How often a lease is renewed before it would run out. */
const RENEWALS = 3;
/** Keys of one call at the most: Redis unpacks its arguments on a stack. */
const CALL_MAX = 1_000;

/**
 * Each process has a share: a hash of how many are open there, by key, that runs out when the process says nothing more.
 * Writes what has changed in one share, and says whether it was there, and how many of the same keys all others have.
 */
const tellShare = `
  local all, mine = KEYS[1] .. ':members', KEYS[1] .. ':of:' .. ARGV[1]
  local isKnown = redis.call('EXISTS', mine)
  local keys, elsewhere = {}, {}
  for i = 3, #ARGV, 2 do
    keys[#keys + 1], elsewhere[#elsewhere + 1] = ARGV[i], 0
    if ARGV[i + 1] == '0' then redis.call('HDEL', mine, ARGV[i]) else redis.call('HSET', mine, ARGV[i], ARGV[i + 1]) end
  end
  redis.call('SADD', all, ARGV[1])
  for _, member in ipairs(redis.call('SMEMBERS', all)) do
    local share = KEYS[1] .. ':of:' .. member
    if member ~= ARGV[1] and redis.call('EXISTS', share) == 0 then
      redis.call('SREM', all, member)
    elseif member ~= ARGV[1] and #keys > 0 then
      for i, count in ipairs(redis.call('HMGET', share, unpack(keys))) do
        elsewhere[i] = elsewhere[i] + (count or 0)
      end
    end
  end
  redis.call('PEXPIRE', mine, ARGV[2])
  redis.call('PEXPIRE', all, ARGV[2])
  return {isKnown, unpack(elsewhere)}`;

const endShare = `
  redis.call('SREM', KEYS[1] .. ':members', ARGV[1])
  return redis.call('DEL', KEYS[1] .. ':of:' .. ARGV[1])`;

/** One that is open. */
export interface Place {
  /** Called at most once, when it turns out that with those elsewhere there are too many; it is to leave soon. */
  onSurplus: () => void;
  /** It is not open any more. */
  leave: () => void;
}

export interface ConcurrencyLimitOptions extends LimitSurroundings {
  /** Tells it from all others; what two processes count under one name is counted together. */
  name: string;
  /** How many there may be at once of one key; 0 for any number. */
  limit: number;
  /** This process, among all that count together. */
  member: string;
  /** Milliseconds between two times that the others are told. */
  tellEveryMs?: number;
  /** Milliseconds for which a process that says nothing more counts as alive. */
  leaseMs?: number;
}

/**
 * Limits how many of something are open at once, like sockets of a person, over all processes. Nobody waits for Redis: each
 * process holds the limit exactly for what is open there, and every half second tells the others, in one call, of those keys
 * of which something came or went. In the same call it hears how many they have. Who came since the last time and is too
 * many by that is put out, the newest first. So the limit can be exceeded for half a second, and what stays open costs
 * nothing.
 *
 * A process that is killed takes its share along within its lease. One that was only silent, or whose Redis was emptied,
 * tells of all it has again. While Redis is away each holds the limit alone.
 */
export class ConcurrencyLimiter {
  private readonly options: typeof defaults & ConcurrencyLimitOptions;
  private readonly counts = new Map<string, number>();
  /** The keys that the others are to be told of, and who came of them since the last time. */
  private untold = new Map<string, Set<Place>>();
  private telling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(options: ConcurrencyLimitOptions) {
    this.options = { ...defaults, ...options };
  }

  start(): void {
    const { limit, leaseMs } = this.options;
    if (limit > 0) this.renewal = setInterval(() => void this.tell(), leaseMs / RENEWALS).unref();
  }

  /** What is open here counts no more for the others. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.renewal);
    clearTimeout(this.timer);
    await this.telling;
    const { limit, redis, member } = this.options;
    if (limit > 0 && redis.status === 'ready') await redis.eval(endShare, 1, this.key, member).catch(() => undefined);
  }

  /** How many of a key are open here; 0 where there is no limit. */
  countOf(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  /** Whether one more may come, as far as is known here. Who may not counts as refused. */
  hasRoom(key: string): boolean {
    const { limit, name, onRefused } = this.options;
    const isWelcome = limit === 0 || this.countOf(key) < limit;
    if (!isWelcome) onRefused?.(name);
    return isWelcome;
  }

  /** Counts one more, whether there is room or not. @param key of whom */
  add(key: string): Place {
    if (this.options.limit === 0) return { onSurplus: nothing, leave: nothing };
    const place: Place = { onSurplus: nothing, leave: () => void this.change(key, -1).delete(place) };
    this.change(key, 1).add(place);
    return place;
  }

  private get key(): string {
    const { names, name } = this.options;
    return `${names.limits}:${name}`;
  }

  /** @returns those of this key of whom the others have not heard */
  private change(key: string, by: number): Set<Place> {
    const count = this.countOf(key) + by;
    if (count > 0) this.counts.set(key, count);
    else this.counts.delete(key);
    this.tellSoon();
    return this.note(key);
  }

  /** The others are to be told of a key. @returns as {@link change} */
  private note(key: string): Set<Place> {
    const untold = this.untold.get(key) ?? new Set();
    this.untold.set(key, untold);
    return untold;
  }

  private tellSoon(): void {
    if (this.stopped) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.tell();
    }, this.options.tellEveryMs).unref();
  }

  private tell(): Promise<void> {
    this.telling ??= this.tellAll().finally(() => {
      this.telling = undefined;
      if (this.untold.size > 0) this.tellSoon();
    });
    return this.telling;
  }

  /** Tells of all that has changed until now; of nothing, too, so that the others know that this process lives. */
  private async tellAll(): Promise<void> {
    // While Redis is away it stays untold, and this process holds the limit alone.
    if (this.options.redis.status !== 'ready') return;
    const entries = [...this.untold];
    this.untold = new Map();
    let from = 0;
    try {
      do await this.tellOf(entries.slice(from, from + CALL_MAX));
      while ((from += CALL_MAX) < entries.length);
    } catch {
      for (const [key, places] of entries.slice(from)) {
        const untold = this.note(key);
        for (const place of places) untold.add(place);
      }
    }
  }

  private async tellOf(entries: [string, Set<Place>][]): Promise<void> {
    const { redis, member, leaseMs } = this.options;
    const told = new Map(entries.map(([key]) => [key, this.countOf(key)]));
    const answer: unknown = await redis.eval(tellShare, 1, this.key, member, leaseMs, ...[...told].flat());
    if (!Array.isArray(answer)) return;
    const [isKnown, ...elsewhere] = answer.map(Number);
    if (isKnown === 0) for (const key of this.counts.keys()) if (!told.has(key)) this.note(key);
    entries.forEach(([key, places], i) => this.putOut(places, (told.get(key) ?? 0) + (elsewhere[i] ?? 0)));
  }

  /** @param untold who came lately @param open how many there are, here and elsewhere */
  private putOut(untold: Set<Place>, open: number): void {
    const { limit, name, onRefused } = this.options;
    const surplus = Math.max(0, open - limit);
    for (const place of [...untold].slice(Math.max(0, untold.size - surplus))) {
      onRefused?.(name);
      place.onSurplus();
    }
  }
}

const nothing = (): void => undefined;
