import { ServiceError } from '@besage/contracts';

/** Somebody's work that waits for its turn. */
interface Place {
  begin: () => void;
  refuse: (error: ServiceError) => void;
}

/** Runs work for somebody, when it is its turn. */
export type Limiter = <T>(work: () => Promise<T>, from?: string) => Promise<T>;

/**
 * Lets `atOnce` pieces of work run at a time; up to `waiting` more stand in line. The line is fair (Nagle's fair queueing):
 * it is one for each `from`, and they take turns, so who sends a flood waits behind their own. When all is full, the
 * newest of the longest line gives its place up: it, or the newcomer, is refused at once by ServiceError `unavailable`.
 */
export function createLimiter(atOnce: number, waiting: number): Limiter {
  let running = 0;
  const lines = new FairLines(waiting);

  return async (work, from = '') => {
    if (running < atOnce) running += 1;
    else await new Promise<void>((begin, refuse) => lines.join(from, { begin, refuse }));
    try {
      return await work();
    } finally {
      // Whoever finishes gives its place to the next: `running` stays as it is.
      const next = lines.take();
      if (next) next.begin();
      else running -= 1;
    }
  };
}

/** Lines of those who wait, none of them empty; the one whose turn is next comes first. */
class FairLines {
  private readonly lines = new Map<string, Place[]>();
  private readonly limit: number;
  private size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  join(from: string, place: Place): void {
    const line = this.lines.get(from) ?? [];
    if (this.size >= this.limit && !this.makeRoom(line.length)) {
      return place.refuse(new ServiceError('unavailable', { retryAfter: 1 }));
    }
    line.push(place);
    this.lines.set(from, line);
    this.size += 1;
  }

  take(): Place | undefined {
    for (const [from, line] of this.lines) {
      const place = line.shift();
      this.size -= 1;
      // To the end of the round.
      this.lines.delete(from);
      if (line.length > 0) this.lines.set(from, line);
      return place;
    }
    return undefined;
  }

  /** Puts somebody out who stands in a longer line than this; whether there was one. */
  private makeRoom(length: number): boolean {
    const [longest = []] = [...this.lines.values()].toSorted((a, b) => b.length - a.length);
    if (longest.length <= length + 1) return false;
    longest.pop()?.refuse(new ServiceError('unavailable', { retryAfter: 1 }));
    this.size -= 1;
    return true;
  }
}
