import { setTimeout as pause } from 'node:timers/promises';
import { ServiceError, isErrorCode, type Command, type Reply } from '@besage/contracts';
import type { Logger, Span, Tracer } from '@besage/service-kit';
import type { StreamWriter } from '@besage/streams';
import { CommandCounts } from '../counts.js';

/** Commands of all sockets that may wait for their reply; beyond, a command is refused at once. */
const PENDING_MAX = 20_000;
/** Milliseconds that a command waits for its reply; then it is refused, and no api runs it any more. */
export const COMMAND_PATIENCE = 30_000;
/** Milliseconds of silence after which a command is appended again: Redis may have lost it, or its reply. */
const APPEND_AGAIN_AFTER = 5_000;
const SWEEP_EVERY = 1_000;
/** Milliseconds that commands in hand get to be answered when the gateway goes down. */
const LAST_PATIENCE = 2_000;

interface Pending {
  command: Command;
  appendedAt: number;
  /** Until the reply, where the frame that it came of is traced. */
  span: Span | undefined;
  resolve: (reply: Reply) => void;
  reject: (error: ServiceError) => void;
}

/**
 * The commands that this gateway has passed on and that api has not answered yet. They are kept until then and appended
 * again when Redis comes back, perhaps empty, or stays silent: harmless, since api knows a command by its `client_id`.
 */
export class PendingCommands {
  private readonly writer: Pick<StreamWriter, 'command'>;
  private readonly log: Logger;
  private readonly counts: CommandCounts;
  private readonly tracer: Tracer | undefined;
  private readonly pending = new Map<string, Pending>();
  private timer: NodeJS.Timeout | undefined;

  constructor(writer: Pick<StreamWriter, 'command'>, log: Logger, counts = new CommandCounts(), tracer?: Tracer) {
    this.writer = writer;
    this.log = log;
    this.counts = counts;
    this.tracer = tracer;
  }

  /** Commands that wait for their reply. */
  get size(): number {
    return this.pending.size;
  }

  start(): void {
    this.timer = setInterval(() => this.sweep(Date.now()), SWEEP_EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Passes a command on and waits for its reply.
   *
   * @throws ServiceError why api refused it, or `unavailable` when nobody answers in time
   */
  run(command: Command): Promise<Reply> {
    // It may have waited behind others for all its time.
    const isLate = command.deadline <= Date.now();
    if (isLate || this.pending.size >= PENDING_MAX) return Promise.reject(nobodyAnswers());
    return new Promise((resolve, reject) => {
      const span = this.startSpan(command);
      const traced = span ? { ...command, traceparent: span.traceparent } : command;
      const pending: Pending = { command: traced, resolve, reject, appendedAt: 0, span };
      this.pending.set(command.id, pending);
      this.counts.passedOn.add(command.type);
      this.append(pending);
    });
  }

  /** Waits until every command is answered, for a while: what is not then, the client repeats elsewhere. */
  async settled(): Promise<void> {
    const giveUpAt = Date.now() + LAST_PATIENCE;
    while (this.pending.size > 0 && Date.now() < giveUpAt) await pause(20);
  }

  /** Takes what api answered. */
  settle(replies: Reply[]): void {
    const now = Date.now();
    for (const reply of replies) {
      const pending = this.pending.get(reply.id);
      if (!pending) continue; // answered before, or given up
      this.pending.delete(reply.id);
      this.counts.durations.observe((now - pending.command.deadline + COMMAND_PATIENCE) / 1_000);
      pending.span?.end(reply.error);
      if (reply.error) {
        this.counts.refusals.add(reply.error.code);
        pending.reject(refusal(reply.error));
      } else pending.resolve(reply);
    }
  }

  /** Redis is back, and nobody knows what it still has. */
  appendAllAgain(): void {
    if (this.pending.size > 0) this.log.info({ commands: this.pending.size }, 'commands appended again');
    for (const pending of this.pending.values()) this.appendAgain(pending);
  }

  private append(pending: Pending): void {
    pending.appendedAt = Date.now();
    // Redis is away: the command waits here until it is back.
    this.writer.command(pending.command).catch(() => undefined);
  }

  private sweep(now: number): void {
    for (const [id, pending] of this.pending) {
      if (pending.command.deadline <= now) {
        this.pending.delete(id);
        pending.span?.end(nobodyAnswers());
        pending.reject(nobodyAnswers());
      } else if (now - pending.appendedAt >= APPEND_AGAIN_AFTER) this.appendAgain(pending);
    }
  }

  private appendAgain(pending: Pending): void {
    this.counts.repeated += 1;
    this.append(pending);
  }

  private startSpan({ type, traceparent: parent }: Command): Span | undefined {
    if (parent === undefined) return undefined;
    return this.tracer?.start(`command ${type}`, {
      parent,
      kind: 'producer',
      attributes: { 'messaging.system': 'redis' },
    });
  }
}

function nobodyAnswers(): ServiceError {
  return new ServiceError('unavailable', { retryAfter: 1 });
}

function refusal({ code, detail, retry_after: retryAfter }: NonNullable<Reply['error']>): ServiceError {
  return isErrorCode(code) ? new ServiceError(code, { detail, retryAfter }) : new ServiceError('internal_error');
}
