import type { Redis } from 'ioredis';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** An entry that was given to us. */
export interface GivenEntry {
  id: string;
  fields: string[];
  /** How often it had been given to some consumer before. */
  deliveries: number;
}

/** Entry, consumer, idle for how many ms, given how often. */
const pendingReply = Compile(Type.Array(Type.Tuple([Type.String(), Type.String(), Type.Number(), Type.Number()])));
/** Before Redis 7, null for what was trimmed off the stream. */
const claimReply = Compile(
  Type.Array(Type.Union([Type.Tuple([Type.String(), Type.Array(Type.String())]), Type.Null()])),
);
const consumersReply = Compile(Type.Array(Type.Array(Type.Union([Type.String(), Type.Number()]))));

/** One consumer of a consumer group on one stream: what it says to Redis. When to say it is its owner's business. */
export class GroupMember {
  constructor(
    /** Blocks while it waits for entries, so nobody else can use it. */
    private readonly redis: Redis,
    private readonly stream: string,
    private readonly group: string,
    private readonly name: string,
  ) {}

  /** Makes the group, and the stream, where they are not; a new group begins with all that the stream holds. */
  async ensureGroup(): Promise<void> {
    try {
      await this.redis.xgroup('CREATE', this.stream, this.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  /** Takes at most `most` new entries; waits up to `waitMs` for the first of them. */
  async read(most: number, waitMs: number): Promise<GivenEntry[]> {
    const { redis, stream, group, name } = this;
    const reply = await redis.xreadgroup('GROUP', group, name, 'COUNT', most, 'BLOCK', waitMs, 'STREAMS', stream, '>');
    return (reply?.[0]?.[1] ?? []).map(([id, fields]) => ({ id, fields: fields ?? [], deliveries: 0 }));
  }

  /**
   * Says of entries that we still have them in hand, so that nobody takes them for abandoned. One that another consumer
   * took over less than `leastIdleMs` ago stays with it.
   */
  async keep(ids: string[], leastIdleMs: number): Promise<void> {
    if (ids.length > 0) await this.redis.xclaim(this.stream, this.group, this.name, leastIdleMs, ...ids, 'JUSTID');
  }

  /**
   * Takes over at most `most` entries that were given to a consumer and that nobody has acknowledged, nor said to have
   * in hand, for `idleMs`. Of several who ask at the same time Redis gives each entry to one.
   */
  async claimAbandoned(most: number, idleMs: number): Promise<GivenEntry[]> {
    const { redis, stream, group, name } = this;
    const pending = pendingReply.Parse(await redis.xpending(stream, group, 'IDLE', idleMs, '-', '+', most));
    if (pending.length === 0) return [];
    const deliveries = new Map(pending.map(([id, , , count]) => [id, count]));
    const claimed = claimReply.Parse(await redis.xclaim(stream, group, name, idleMs, ...deliveries.keys()));
    return claimed
      .filter((entry) => entry !== null)
      .map(([id, fields]) => ({ id, fields, deliveries: deliveries.get(id) ?? 0 }));
  }

  /** Removes the others that asked for nothing for `idleMs` and have nothing pending: processes that are no more. */
  async removeDeadConsumers(idleMs: number): Promise<void> {
    for (const consumer of consumersReply.Parse(await this.redis.xinfo('CONSUMERS', this.stream, this.group))) {
      const fieldOf = (field: string) => consumer[consumer.indexOf(field) + 1];
      const name = String(fieldOf('name'));
      const isDead = name !== this.name && fieldOf('pending') === 0 && Number(fieldOf('idle')) > idleMs;
      if (isDead) await this.redis.xgroup('DELCONSUMER', this.stream, this.group, name);
    }
  }
}
