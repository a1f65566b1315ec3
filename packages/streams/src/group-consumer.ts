import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { decodeCommand, errorCatalogue, type Command, type ErrorCode, type Reply } from '@besage/contracts';
import type { Redis } from 'ioredis';
import { addresseeOf } from './addressee.js';
import { blockMs, connectBlocking } from './connect-redis.js';
import { recordsOf } from './entry.js';
import { ageOf } from './entry-id.js';
import { GroupMember, type GivenEntry } from './group-member.js';
import type { Log } from './log.js';
import { readLoop } from './read-loop.js';
import type { StreamNames } from './stream-names.js';
import type { StreamWriter } from './stream-writer.js';

export interface GroupConsumerOptions {
  /** Of Redis; the consumer has a connection of its own. */
  url: string;
  names: StreamNames;
  /** Takes replies, acknowledgements and dead letters; not stopped with the consumer. */
  writer: StreamWriter;
  /**
   * Executes one command and says what to reply. A refusal is a reply too: what it throws means "not now", the command
   * stays in the stream and is tried again after `claimIdleMs`. It must stand being called twice for one command.
   */
  handle: (command: Command) => Promise<Reply>;
  log: Log;
  /** Commands being executed at once; at that many it reads no more. */
  maxInHand?: number;
  commandsPerRead?: number;
  /** Milliseconds without a sign of life after which a command that somebody took is taken over. */
  claimIdleMs?: number;
  /** A command that was tried so often is given up. */
  maxDeliveries?: number;
  /** Milliseconds after which a consumer of which nothing is heard is struck off the group. */
  forgetConsumerMs?: number;
  /** Told after each read how many milliseconds its oldest command had waited, by the clock of Redis and ours. */
  onLag?: ((ms: number) => void) | undefined;
}

/**
 * Takes commands off their stream as one of a group, and has each executed. It never waits for one batch before it
 * reads the next: who executes decides what goes together.
 *
 * A command stays in the stream until it is acknowledged, and three rules see to it that it is executed, normally once:
 *  1. Keep: of what it has in hand, a consumer says so every third of `claimIdleMs`, however long the execution takes.
 *  2. Claim: what nobody has said to have for `claimIdleMs` is taken over by whoever asks first. That is what a killed
 *     process left, what was lost on its way to us, and ours whose execution or acknowledgement failed.
 *  3. Give up: what was tried `maxDeliveries` times goes to the dead commands with an error reply, so that a command
 *     that kills its executor does not do so for ever.
 */
export class GroupConsumer {
  /** Of this consumer in its group; no other process ever has it. */
  readonly name = `${hostname()}-${process.pid}-${randomUUID()}`;
  private readonly options: Required<Omit<GroupConsumerOptions, 'onLag'>> & Pick<GroupConsumerOptions, 'onLag'>;
  /** Milliseconds between two rounds of keeping and claiming. */
  private readonly upkeepMs: number;
  private readonly stopping = new AbortController();
  private running: { redis: Redis; loop: Promise<void> } | undefined;
  private hasGroup = false;
  /** By the id of their entry: when we last took or kept them. */
  private readonly inHand = new Map<string, number>();
  private waiting: { atMost: number; done: () => void } | undefined;
  private upkeepDue = 0;

  constructor(options: GroupConsumerOptions) {
    this.options = {
      maxInHand: 1000,
      commandsPerRead: 100,
      claimIdleMs: 5000,
      maxDeliveries: 5,
      forgetConsumerMs: 600_000,
      ...options,
    };
    this.upkeepMs = Math.ceil(this.options.claimIdleMs / 3);
  }

  /** Begins to take commands, as soon as Redis is there. */
  start(): void {
    const { url, names, log } = this.options;
    const redis = connectBlocking({ url, name: `consumer:${names.commands}`, key: names.commands, log });
    const member = new GroupMember(redis, names.commands, names.commandsGroup, this.name);
    const loop = readLoop({
      redis,
      signal: this.stopping.signal,
      prepare: async () => {
        await member.ensureGroup();
        this.hasGroup = true;
      },
      step: () => this.step(member),
      stream: names.commands,
      log,
    });
    this.running = { redis, loop };
  }

  /** Whether commands that are appended reach it. */
  get isReading(): boolean {
    return this.hasGroup && !this.stopping.signal.aborted && this.running?.redis.status === 'ready';
  }

  /** Commands that are being executed. */
  get commandsInHand(): number {
    return this.inHand.size;
  }

  /**
   * Takes no more commands, lets those in hand finish, for at most `graceMs`, and has their replies and
   * acknowledgements sent. What is still not done then is left to other consumers.
   */
  async stop(graceMs = 4000): Promise<void> {
    this.stopping.abort();
    this.waiting?.done();
    // The read under way may end: what it brings is ours, and would wait for `claimIdleMs` if we left now.
    await this.running?.loop;
    await this.untilInHand(0, graceMs);
    if (this.inHand.size > 0) this.options.log.warn({ commands: this.inHand.size }, 'stopped with commands in hand');
    await this.options.writer.drain();
    this.running?.redis.disconnect();
  }

  private async step(member: GroupMember): Promise<void> {
    try {
      await this.upkeepAndRead(member);
    } catch (error) {
      if (!isGroupGone(error)) throw error;
      this.options.log.warn({ stream: this.options.names.commands }, 'commands are gone, redis was emptied');
      await member.ensureGroup();
    }
  }

  private async upkeepAndRead(member: GroupMember): Promise<void> {
    if (performance.now() >= this.upkeepDue) await this.upkeep(member);
    const { maxInHand, commandsPerRead } = this.options;
    const room = maxInHand - this.inHand.size;
    if (room <= 0) return this.untilInHand(maxInHand / 2, this.upkeepMs);
    const waitMs = Math.min(blockMs, Math.max(1, Math.ceil(this.upkeepDue - performance.now())));
    const entries = await member.read(Math.min(room, commandsPerRead), waitMs);
    if (entries[0]) this.options.onLag?.(ageOf(entries[0].id));
    for (const entry of entries) this.take(entry);
  }

  private async upkeep(member: GroupMember): Promise<void> {
    const { claimIdleMs, commandsPerRead, maxInHand, forgetConsumerMs } = this.options;
    const now = performance.now();
    const silent = [...this.inHand].filter(([, since]) => now - since >= this.upkeepMs).map(([id]) => id);
    await member.keep(silent, Math.floor(this.upkeepMs / 2));
    for (const id of silent) if (this.inHand.has(id)) this.inHand.set(id, now);
    const room = Math.min(commandsPerRead, maxInHand - this.inHand.size);
    const claimed = room > 0 ? await member.claimAbandoned(room, claimIdleMs) : [];
    for (const entry of claimed) this.take(entry);
    await member.removeDeadConsumers(forgetConsumerMs);
    // As many as were asked for: there may be more.
    this.upkeepDue = claimed.length > 0 && claimed.length === room ? 0 : now + this.upkeepMs;
  }

  private take(entry: GivenEntry): void {
    const { id, fields, deliveries } = entry;
    if (this.inHand.has(id)) return;
    const record = recordsOf(fields)?.[0];
    const command = decodeCommand(record);
    if (!command) return this.giveUp(entry, record, 'unknown shape');
    if (deliveries >= this.options.maxDeliveries) return this.giveUp(entry, record, 'tried too often');
    if (command.deadline < Date.now()) return this.answer(id, command.gateway, refusal(command.id, 'unavailable'));
    this.inHand.set(id, performance.now());
    void this.execute(id, command);
  }

  private async execute(entryId: string, command: Command): Promise<void> {
    try {
      this.answer(entryId, command.gateway, await this.options.handle(command));
    } catch (error) {
      const { id, type } = command;
      this.options.log.error({ command: id, type, entry: entryId, err: error }, 'command failed, will be tried again');
    } finally {
      this.inHand.delete(entryId);
      if (this.waiting && this.inHand.size <= this.waiting.atMost) this.waiting.done();
    }
  }

  /** In one turn of the event loop with what the execution told after its commit, and so in one transaction with it. */
  private answer(entryId: string, gateway: string, reply: Reply): void {
    void this.options.writer.reply(gateway, reply);
    void this.options.writer.acknowledge(entryId);
  }

  private giveUp({ id, fields, deliveries }: GivenEntry, record: unknown, reason: string): void {
    const { writer, log } = this.options;
    const addressee = addresseeOf(record);
    log.error({ command: addressee?.id, entry: id, deliveries, reason }, 'command given up');
    if (addressee) void writer.reply(addressee.gateway, refusal(addressee.id, 'internal_error'));
    void writer.giveUp({ entry_id: id, reason, deliveries, fields });
  }

  /** Waits until at most `count` commands are in hand, or `ms` have passed. */
  private untilInHand(count: number, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.inHand.size <= count) return resolve();
      const done = () => {
        clearTimeout(timer);
        this.waiting = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting = { atMost: count, done };
    });
  }
}

function refusal(id: string, code: ErrorCode): Reply {
  return { id, error: { code, detail: errorCatalogue[code].sentence } };
}

function isGroupGone(error: unknown): boolean {
  return error instanceof Error && /^(NOGROUP|UNBLOCKED)/.test(error.message);
}
