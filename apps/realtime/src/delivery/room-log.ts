import type { LogEvent } from '@besage/contracts';

/**
 * Puts the events of one chat in their order, each once. It knows the last `seq` that was delivered: a lower one is a
 * repetition and is dropped; a higher one than the next has overtaken others and is held until they come, or until they
 * are read from the log.
 */
export class RoomLog {
  private readonly held = new Map<number, LogEvent>();
  private delivered: number | undefined;

  /** The last `seq` that went out; `undefined` until the room knows where the chat stands. */
  get lastSeq(): number | undefined {
    return this.delivered;
  }

  /** Whether something is held because what comes before it is missing. */
  get hasGap(): boolean {
    return this.delivered !== undefined && this.held.size > 0;
  }

  /** Says where the chat stood when the room began to listen. @returns what came since, in order */
  start(lastSeq: number): LogEvent[] {
    if (this.delivered !== undefined) return [];
    return this.skipTo(lastSeq);
  }

  /** @returns what can be delivered now, in order: nothing, this event, or it and those that it held up */
  offer(event: LogEvent): LogEvent[] {
    if (this.delivered !== undefined && event.seq <= this.delivered) return [];
    this.held.set(event.seq, event);
    return this.release();
  }

  /** Everything up to this `seq` is settled: delivered, or of no use to anybody. @returns what follows it */
  skipTo(seq: number): LogEvent[] {
    this.delivered = Math.max(this.delivered ?? 0, seq);
    for (const held of this.held.keys()) if (held <= this.delivered) this.held.delete(held);
    return this.release();
  }

  private release(): LogEvent[] {
    const ready: LogEvent[] = [];
    while (this.delivered !== undefined) {
      const next = this.held.get(this.delivered + 1);
      if (!next) break;
      this.held.delete(next.seq);
      this.delivered = next.seq;
      ready.push(next);
    }
    return ready;
  }
}
