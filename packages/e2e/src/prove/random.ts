/** Numbers that look random and are the same for the same seed. The generator is mulberry32, by Tommy Ettinger. */
export class Random {
  private state: number;

  /** @param seed a whole number; of larger ones than 32 bits only the lower bits count */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** @returns a number from `least` up to, and not, `most` */
  between(least: number, most: number): number {
    return least + (most - least) * this.fraction();
  }

  /** @returns a whole number from 0 up to, and not, `end` */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** @throws RangeError where there is nothing to pick */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('Nothing can be picked from an empty list.');
    return item;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.fraction() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }

  /** Another source for somebody who takes numbers at times of their own: what they take changes nothing here. */
  fork(): Random {
    return new Random(this.below(2 ** 32));
  }

  /** @returns a number from 0 up to, and not, 1 */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
