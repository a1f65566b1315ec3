import type { Command, Event, Reply, Signal } from '@besage/contracts';
import { Cluster } from 'ioredis';
import type { Answer } from './answer.js';
import { ClusterPipeline } from './cluster-pipeline.js';
import type { RedisConnection } from './connect-redis.js';
import type { Log } from './log.js';
import { defaultStreamLimits, type StreamLimits } from './stream-limits.js';
import { partitionOf, type StreamNames } from './stream-names.js';
import { Tick, type Lane } from './tick.js';

/** A command that is given up, as it lies in `deadCommands`. */
export interface DeadCommand {
  /** The id of its entry in `commands`. */
  entry_id: string;
  reason: string;
  /** How often it was tried. */
  deliveries: number;
  /** What the entry held. */
  fields: string[];
}

export interface StreamWriterOptions {
  /** A connection for commands, which may be shared; it stays the caller's. */
  redis: RedisConnection;
  names: StreamNames;
  /** Partitions of `events`; the same number in every process. */
  partitions?: number;
  limits?: Partial<StreamLimits>;
  log: Log;
}

/**
 * Appends to all streams. What is appended in one turn of the event loop leaves as one transaction, in the order events,
 * replies, signals, commands, acknowledgements. So an operation that, after its commit, tells its event, then returns
 * to the consumer which appends the reply and acknowledges the command has all three in one write, and no order of
 * crashes can lose the event of an acknowledged command. And who waits for a stream sees all of a turn at once: else
 * Redis would wake it with the first entry, and the rest would wait for the next read. The nodes of a cluster get a
 * pipeline each.
 *
 * The turn ends in `setImmediate`, not in a microtask: all the promises that one answer of PostgreSQL settles, and what
 * their listeners append, come before it. It costs no waiting: nothing but I/O that is ready already runs in between.
 *
 * Every append returns a promise that settles with Redis's answer and may be ignored. A rejection means that Redis is
 * away, or refused it, or that the connection was lost before the answer: then it may have been appended all the same.
 * Nothing is sent again by itself.
 */
export class StreamWriter {
  private readonly redis: RedisConnection;
  private readonly names: StreamNames;
  private readonly partitions: number;
  private readonly limits: StreamLimits;
  private readonly log: Log;
  private tick: Tick | undefined;
  private unansweredNow = 0;
  private failuresSoFar = 0;
  private refused = false;
  private readonly inFlight = new Set<Promise<void>>();

  constructor({ redis, names, partitions = 1, limits, log }: StreamWriterOptions) {
    this.redis = redis;
    this.names = names;
    this.partitions = partitions;
    this.limits = { ...defaultStreamLimits, ...limits };
    this.log = log;
  }

  /** Appends and acknowledgements that Redis has not answered yet. */
  get unanswered(): number {
    return this.unansweredNow;
  }

  /** How many have come to nothing since the start, or may have. */
  get failures(): number {
    return this.failuresSoFar;
  }

  /** Tells all gateways what happened. Events of one chat keep their order. */
  event(event: Event): Promise<void> {
    const key = 'chat_id' in event ? event.chat_id : event.user_id;
    return this.append('events', this.names.events(partitionOf(key, this.partitions)), event);
  }

  /** Tells the gateway that asked how its command ended. */
  reply(gateway: string, reply: Reply): Promise<void> {
    return this.append('replies', this.names.replies(gateway), reply);
  }

  /** Asks api to do something; one of its copies will. */
  command(command: Command): Promise<void> {
    return this.append('commands', this.names.commands, command);
  }

  /** Tells all gateways something fleeting. */
  signal(signal: Signal): Promise<void> {
    return this.append('signals', this.names.signals, signal);
  }

  /** Takes a command off the stream: it is done. `entryId` is that of its entry, not the command's own. */
  acknowledge(entryId: string): Promise<void> {
    return this.open().acknowledge(entryId);
  }

  /** Puts a command aside for a person to look at, and takes it off the stream. */
  giveUp(dead: DeadCommand): Promise<void> {
    void this.append('deadCommands', this.names.deadCommands, dead);
    return this.acknowledge(dead.entry_id);
  }

  /** Sends what was appended and waits until Redis has answered, or is known to be away. Never rejects. */
  async drain(): Promise<void> {
    this.flush();
    await Promise.all(this.inFlight);
  }

  private append(lane: Lane, stream: string, record: object): Promise<void> {
    return this.open().append(lane, stream, JSON.stringify(record));
  }

  private open(): Tick {
    if (!this.tick) {
      this.tick = new Tick(this.names, this.limits);
      setImmediate(() => this.flush());
    }
    return this.tick;
  }

  private flush(): void {
    const { tick } = this;
    if (!tick) return;
    this.tick = undefined;
    if (this.redis.status !== 'ready') return this.fail(tick, new Error('redis is away'));
    if (this.unansweredNow + tick.size > this.limits.unanswered) return this.fail(tick, new Error('redis is too slow'));
    const sent = this.send(tick).finally(() => this.inFlight.delete(sent));
    this.inFlight.add(sent);
  }

  private async send(tick: Tick): Promise<void> {
    this.unansweredNow += tick.size;
    try {
      const { redis } = this;
      const pipeline = redis instanceof Cluster ? new ClusterPipeline(redis) : redis.multi();
      const answers = tick.addTo(pipeline);
      this.settle(answers, (await pipeline.exec()) ?? []);
    } catch (error) {
      this.fail(tick, error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.unansweredNow -= tick.size;
    }
  }

  private fail(tick: Tick, error: Error): void {
    this.failuresSoFar += tick.size;
    tick.fail(error);
  }

  private settle(answers: (Answer | undefined)[], results: [error: Error | null, result?: unknown][]): void {
    let refusal: Error | null = null;
    results.forEach(([error], place) => {
      refusal ??= error;
      if (error) this.failuresSoFar += 1;
      answers[place]?.settle(error);
    });
    // A lost connection tells of itself; a Redis that is there and refuses (out of memory, wrong type) is told once.
    if (refusal && !this.refused && this.redis.status === 'ready') {
      this.log.error({ err: refusal }, 'redis refuses what is appended');
    }
    this.refused = refusal !== null;
  }
}
