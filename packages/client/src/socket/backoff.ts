import type { CloseCode } from '@besage/contracts';

const FIRST = 1_000;
const LONGEST = 20_000;
/** After we were too fast. */
const PENANCE = 10_000;
const TOO_FAST: CloseCode = 4429;

/**
 * Milliseconds until the next attempt: anything up to a bound that doubles, so that clients who were cut off at once do
 * not come back at once ("full jitter").
 *
 * @param attempt how many failed since it last went well
 * @param code why the line was closed
 */
export function backoff(attempt: number, code: number, random: () => number = Math.random): number {
  const bound = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10));
  return random() * bound + (code === TOO_FAST ? PENANCE : 0);
}
