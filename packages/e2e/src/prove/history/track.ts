/**
 * What a moment is about: `opened` a socket (`seq`: where the client takes the log to stand, 0 where it cannot know),
 * `seen` an entry on it, `read` an entry over REST, `readTo` the end of the history (`seq`), `reset` by the server
 * (`seq`: what follows comes after it), `repeated` a send of this client's own (`subject`: its number).
 */
const kinds = ['opened', 'seen', 'read', 'readTo', 'reset', 'repeated'] as const;
export type MomentKind = (typeof kinds)[number];

export interface Moment {
  kind: MomentKind;
  seq: number;
  /** The number of an entry in `Entries`, or of a send; 0 where there is none. */
  subject: number;
}

const WIDTH = 3;

/** What one client met of one chat, in the order in which it did: three numbers a moment, since there are millions. */
export class Track {
  private numbers = new Int32Array(WIDTH * 64);
  private used = 0;

  add(kind: MomentKind, seq: number, subject = 0): void {
    if (this.used === this.numbers.length) {
      const larger = new Int32Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers.set([kinds.indexOf(kind), seq, subject], this.used);
    this.used += WIDTH;
  }

  *[Symbol.iterator](): Iterator<Moment> {
    for (let at = 0; at < this.used; at += WIDTH) {
      const [kind = 0, seq = 0, subject = 0] = this.numbers.subarray(at, at + WIDTH);
      yield { kind: kinds[kind] ?? 'opened', seq, subject };
    }
  }
}
