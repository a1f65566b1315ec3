/** Milliseconds between two signals of somebody who keeps typing. */
const TYPING_EVERY = 1_000;

/** Lets somebody who keeps typing say so once a second in each chat. */
export class TypingThrottle {
  private readonly saidAt = new Map<string, number>();

  /** @param now milliseconds of any clock that only goes forward */
  mayTell(chatId: string, now: number): boolean {
    if (now - (this.saidAt.get(chatId) ?? -TYPING_EVERY) < TYPING_EVERY) return false;
    for (const [each, at] of this.saidAt) if (now - at >= TYPING_EVERY) this.saidAt.delete(each);
    this.saidAt.set(chatId, now);
    return true;
  }
}
