import type { Labels } from './labels.js';

/** How often something was seen, by a word of a small closed set. */
export class Tally<Word extends string> {
  private readonly counts = new Map<Word, number>();

  /** @param words told as 0 as long as they were not seen, so that the first time shows as a rise */
  constructor(words: Iterable<Word> = []) {
    for (const word of words) this.counts.set(word, 0);
  }

  add(word: Word, times = 1): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + times);
  }

  /** All words that were seen, or named at the beginning. */
  words(): Iterable<Word> {
    return this.counts.keys();
  }

  /** As series of a metric. @param others labels that all of them have */
  *by(label: string, others: Labels = {}): Generator<[Labels, number]> {
    for (const [word, count] of this.counts) yield [{ ...others, [label]: word }, count];
  }
}
