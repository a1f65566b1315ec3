/** An entry of a chat's log as somebody was shown it. */
export interface Entry {
  seq: number;
  /** `message.created` or another type of the log. */
  type: string;
  /** Of the message; empty for entries of other types. */
  id: string;
  /** Of the message: `{client}:{n}` says who sent it, and which of theirs it is. */
  content: string;
}

/** All different entries that anybody was shown, each by a number: the same entry, shown to many, is kept once. */
export class Entries {
  private readonly numbers = new Map<string, number>();
  private readonly entries: Entry[] = [];

  /** @param chat the number of the chat that it was shown in */
  numberOf(chat: number, entry: Entry): number {
    const key = `${chat} ${entry.seq} ${entry.type} ${entry.id} ${entry.content}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.entries.push({ ...entry });
    this.numbers.set(key, this.entries.length);
    return this.entries.length;
  }

  /** @throws RangeError where no entry has this number */
  get(number: number): Entry {
    const entry = this.entries[number - 1];
    if (!entry) throw new RangeError(`There is no entry ${number}.`);
    return entry;
  }
}
