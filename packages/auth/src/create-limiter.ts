import { ServiceError } from '@besage/contracts';

/**
 * Lets `atOnce` pieces of work run at a time; up to `waiting` more stand in line, first come first served.
 * Beyond that the returned function throws ServiceError `unavailable` at once, so that a flood cannot pile up.
 */
export function createLimiter(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const line: (() => void)[] = [];

  return async (work) => {
    if (running < atOnce) {
      running += 1;
    } else {
      if (line.length >= waiting) throw new ServiceError('unavailable', { retryAfter: 1 });
      await new Promise<void>((resolve) => line.push(resolve));
    }
    try {
      return await work();
    } finally {
      // Whoever finishes gives its place to the next in line: `running` stays as it is.
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
