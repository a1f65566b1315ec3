/** The position before everything in a stream. */
export const beforeAll = '0-0';

/** Whether entry id `a` (`<milliseconds>-<number>`) stands before `b` in their stream. */
export function isBefore(a: string, b: string): boolean {
  const [aTime = '', aNumber = '0'] = a.split('-');
  const [bTime = '', bNumber = '0'] = b.split('-');
  return aTime === bTime ? BigInt(aNumber) < BigInt(bNumber) : BigInt(aTime) < BigInt(bTime);
}

/** Milliseconds since an entry was appended, by the clock of Redis, which made its id, and ours; 0 where that is ahead. */
export function ageOf(id: string): number {
  return Math.max(0, Date.now() - parseInt(id, 10));
}
