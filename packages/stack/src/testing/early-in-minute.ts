import { setTimeout as pause } from 'node:timers/promises';

const MINUTE = 60_000;

/**
 * Waits for the next minute of the clock where this one is nearly over: limits count by it, and what a test counts would
 * fall into two of them.
 *
 * @param needed milliseconds that the test may take
 */
export async function earlyInMinute(needed = 10_000): Promise<void> {
  const left = MINUTE - (Date.now() % MINUTE);
  if (left < needed) await pause(left);
}
