import type { Redis } from 'ioredis';
import { blockMs, connectBlocking } from './connect-redis.js';
import { recordsOf } from './entry.js';
import { ageOf, beforeAll, isBefore } from './entry-id.js';
import type { Log } from './log.js';
import { readLoop } from './read-loop.js';
import { streamExtent } from './stream-extent.js';

export interface StreamReaderOptions<T> {
  /** Of Redis; the reader has a connection of its own. */
  url: string;
  stream: string;
  /** Checks a record; `undefined` means that it is not known here, and it is logged and skipped. */
  decode: (value: unknown) => T | undefined;
  /** Gets what one read brought, in order. The next read waits for it. What it throws is logged. */
  onBatch: (records: T[]) => void | Promise<void>;
  /** The entry after which to begin, `0` for all; without it, the end that the stream has when Redis first answers. */
  from?: string;
  /** After an outage: records that we never saw are gone, Redis came back empty or the stream was trimmed meanwhile. */
  onReset?: () => void;
  /** After every outage, and after `onReset` where both apply; what was appended meanwhile follows. */
  onReconnect?: () => void;
  /** Entries in one read; each may hold many records. */
  entriesPerRead?: number;
  /** Told after each read how many milliseconds its oldest entry had waited, by the clock of Redis and ours. */
  onLag?: ((ms: number) => void) | undefined;
  log: Log;
}

/**
 * Reads everything in one stream, from a position of its own: no group, nobody takes anything from anybody. Survives
 * lost connections, a trimmed stream and a Redis that comes back empty.
 */
export class StreamReader<T> {
  private readonly options: StreamReaderOptions<T>;
  private readonly entriesPerRead: number;
  private readonly stopping = new AbortController();
  private running: { redis: Redis; loop: Promise<void> } | undefined;
  /** The last entry that was read; unknown until Redis has answered for the first time. */
  private position: string | undefined;
  private connectedBefore = false;

  constructor(options: StreamReaderOptions<T>) {
    this.options = options;
    this.entriesPerRead = options.entriesPerRead ?? 100;
    this.position = options.from;
  }

  /**
   * Begins to read. Resolves once the position is known, and so nothing that is appended later can be missed: at once
   * where Redis is there, else when it comes (or the reader is stopped); nobody has to wait for it.
   */
  start(): Promise<void> {
    const { url, stream, log } = this.options;
    const redis = connectBlocking({ url, name: `reader:${stream}`, key: stream, log });
    return new Promise((positioned) => {
      const prepare = async () => {
        await this.takePosition(redis);
        positioned();
      };
      const step = () => this.read(redis);
      const loop = readLoop({ redis, signal: this.stopping.signal, prepare, step, stream, log });
      this.running = { redis, loop: loop.then(positioned) };
    });
  }

  /** Whether it hears what is appended. */
  get isReading(): boolean {
    return this.position !== undefined && this.running?.redis.status === 'ready';
  }

  /** Ends after the batch that is being handed over, if there is one. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.running?.redis.disconnect();
    await this.running?.loop;
  }

  /** Decides where to read on: on a new connection the stream may not be the one that we knew. */
  private async takePosition(redis: Redis): Promise<void> {
    const { stream, log, onReset, onReconnect } = this.options;
    const extent = await streamExtent(redis, stream);
    this.position ??= extent?.newest ?? beforeAll;
    if (this.connectedBefore) {
      const known = this.position;
      const emptied = isBefore(extent?.newest ?? beforeAll, known);
      const trimmed = extent !== undefined && known !== beforeAll && isBefore(known, extent.oldest);
      if (emptied) this.position = beforeAll;
      if (emptied || trimmed) {
        log.warn({ stream, position: known, ...extent }, 'stream is not the one that was known, records may be lost');
        await this.tell(() => onReset?.());
      }
      await this.tell(() => onReconnect?.());
    }
    this.connectedBefore = true;
  }

  private async read(redis: Redis): Promise<void> {
    const { stream } = this.options;
    const position = this.position ?? beforeAll;
    const reply = await redis.xread('COUNT', this.entriesPerRead, 'BLOCK', blockMs, 'STREAMS', stream, position);
    const entries = reply?.[0]?.[1];
    const last = entries?.at(-1);
    if (!entries || !last) return;
    this.position = last[0];
    this.options.onLag?.(ageOf(entries[0]?.[0] ?? last[0]));
    const records = this.decodeAll(entries);
    if (records.length > 0) await this.tell(() => this.options.onBatch(records));
  }

  private decodeAll(entries: [id: string, fields: string[]][]): T[] {
    const { decode, stream, log } = this.options;
    const known: T[] = [];
    let skipped = 0;
    for (const [, fields] of entries) {
      // What is no entry of ours counts as one record that nobody can read.
      for (const value of recordsOf(fields) ?? [undefined]) {
        const record = decode(value);
        if (record === undefined) skipped += 1;
        else known.push(record);
      }
    }
    if (skipped > 0) log.warn({ stream, skipped, upTo: entries.at(-1)?.[0] }, 'records of an unknown shape skipped');
    return known;
  }

  /** Calls the owner, whose mistakes must not end the reading. */
  private async tell(call: () => void | Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.options.log.error({ stream: this.options.stream, err: error }, 'reader of a stream failed');
    }
  }
}
