import { ServiceError, type Event, type LogEventOf, type Message } from '@besage/contracts';
import {
  appendMessages,
  isConnectionError,
  isUniqueViolation,
  loadMessages,
  type AppendOutcome,
  type Db,
  type MediaUrl,
  type NewMessage,
} from '@besage/db';
import type { Logger, Span, Tracer } from '@besage/service-kit';
import { setTimeout as pause } from 'node:timers/promises';
import { SendCounts } from '../../counts.js';
import { presentNewMessage } from '../../present/new-message.js';
import { startBatchSpan } from './batch-span.js';

/** Messages that one statement stores at the most. */
const BATCH_MAX = 256;
/** Messages that may wait for their batch; beyond, a send is refused at once. */
const WAITING_MAX = 10_000;
const PATIENCE = 5_000;
const PAUSE_BETWEEN_TRIES = 200;
/** Chats of up to this many people name the receivers in the live message; larger ones count them, for the frame's size. */
const LIVE_ROSTER_MAX = 10;

export interface SendBatchOptions {
  /** Opened with the settings for appending; one connection. */
  appender: Db;
  db: Db;
  mediaUrl: MediaUrl;
  publish: (event: Event) => void;
  log: Logger;
  /** Milliseconds for which a send is tried again while PostgreSQL is away. */
  patience?: number;
  counts?: SendCounts;
  tracer?: Tracer | undefined;
}

/** A send that was stored: now, or when the same `client_id` was first sent. */
export interface Sent {
  message: Message;
  isNew: boolean;
}

interface Waiting {
  message: NewMessage;
  giveUpAt: number;
  /** Of the trace that it is part of. */
  span: Span | undefined;
  resolve: (sent: Sent) => void;
  reject: (error: unknown) => void;
}

/** A send whose message is there already. */
interface Known {
  waiting: Waiting;
  id: string;
}

/**
 * Stores what many want to send in few statements. REST and sockets both send through here. One batch is under way at a
 * time: the next fills while this one commits, and is on its way to PostgreSQL before this one's answers are written.
 * When idle a send goes at once, with whatever came in the same turn of the event loop.
 */
export class SendBatch {
  private readonly options: Required<Omit<SendBatchOptions, 'tracer'>> & Pick<SendBatchOptions, 'tracer'>;
  private waiting: Waiting[] = [];
  private running = false;

  constructor(options: SendBatchOptions) {
    this.options = { patience: PATIENCE, counts: new SendCounts(), ...options };
  }

  /** Messages that wait for their batch. */
  get size(): number {
    return this.waiting.length;
  }

  /**
   * Stores a message and publishes its event.
   *
   * @param span what goes on with the message is a part of it
   * @throws ServiceError why the message was refused, or `unavailable` when PostgreSQL stays away
   */
  add(message: NewMessage, span?: Span): Promise<Sent> {
    if (this.waiting.length >= WAITING_MAX) return Promise.reject(new ServiceError('unavailable', { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      const giveUpAt = Date.now() + this.options.patience;
      this.waiting.push({ message, resolve, reject, giveUpAt, span });
      this.start();
    });
  }

  private start(): void {
    if (this.running) return;
    this.running = true;
    setImmediate(() => void this.run());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) await this.commit(this.takeBatch());
    this.running = false;
  }

  /** Takes the oldest; what repeats a send of this batch, or its attachments, waits for the next, which knows them then. */
  private takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const repeated: Waiting[] = [];
    const keys = new Set<string>();
    let taken = 0;
    for (const waiting of this.waiting) {
      if (batch.length === BATCH_MAX) break;
      taken += 1;
      const { senderId, clientId, attachmentIds } = waiting.message;
      const own = [`${senderId} ${clientId}`, ...attachmentIds];
      if (own.some((key) => keys.has(key))) repeated.push(waiting);
      else batch.push(waiting);
      for (const key of own) keys.add(key);
    }
    this.waiting = [...repeated, ...this.waiting.slice(taken)];
    return batch;
  }

  private async commit(batch: Waiting[], isSecondTry = false): Promise<void> {
    const { appender, counts, tracer } = this.options;
    const endSpan = startBatchSpan(tracer, batch);
    try {
      const since = performance.now();
      const messages = batch.map(({ message }) => message);
      const outcomes = await appendMessages(appender, messages, LIVE_ROSTER_MAX);
      counts.batchSizes.observe(batch.length);
      counts.batchDurations.observe((performance.now() - since) / 1_000);
      endSpan?.();
      // What follows is work for this process alone: PostgreSQL begins with the next batch meanwhile.
      setImmediate(() => void this.settle(batch, outcomes));
    } catch (error) {
      endSpan?.(error);
      if (isConnectionError(error)) return this.waitForPostgres(batch, error);
      // Another api copy may have stored one of them in the same moment: the second look finds it.
      if (isUniqueViolation(error) && !isSecondTry) return this.commit(batch, true);
      // Who is at fault fails alone.
      if (batch.length > 1) for (const waiting of batch) await this.commitAlone(waiting);
      else for (const { reject } of batch) reject(error);
    }
  }

  /** Where each takes long, as behind a chat that stays locked, those whose patience ends are not tried any more. */
  private async commitAlone(waiting: Waiting): Promise<void> {
    if (waiting.giveUpAt > Date.now()) return this.commit([waiting]);
    waiting.reject(new ServiceError('unavailable', { retryAfter: 1 }));
  }

  /** The connection broke, maybe after the commit: trying again is safe, the `client_id` is known then. */
  private async waitForPostgres(batch: Waiting[], error: unknown): Promise<void> {
    this.options.log.warn({ err: error, messages: batch.length }, 'PostgreSQL is away, messages wait');
    this.takeAgain(batch);
    await pause(PAUSE_BETWEEN_TRIES);
  }

  private async settle(batch: Waiting[], outcomes: AppendOutcome[]): Promise<void> {
    const known: Known[] = [];
    const stale: Waiting[] = [];
    this.count(batch, outcomes);
    batch.forEach((waiting, index) => {
      const outcome = outcomes[index];
      if (!outcome || outcome.outcome === 'stale') stale.push(waiting);
      else if (outcome.outcome === 'known') known.push({ waiting, id: outcome.id });
      else if (outcome.outcome === 'new') {
        const message = presentNewMessage(waiting.message, outcome, this.options.mediaUrl);
        this.resolve(waiting, { message, isNew: true });
      } else waiting.reject(new ServiceError(outcome.outcome));
    });
    if (stale.length > 0) this.takeAgain(stale);
    if (known.length > 0) await this.settleKnown(known);
  }

  private count(batch: Waiting[], outcomes: AppendOutcome[]): void {
    const { counts, patience } = this.options;
    const now = Date.now();
    batch.forEach(({ giveUpAt }, index) => {
      const outcome = outcomes[index]?.outcome ?? 'stale';
      // Those are tried again.
      if (outcome === 'stale') return;
      counts.outcomes.add(outcome);
      if (outcome === 'new') counts.untilCommit.observe((now - giveUpAt + patience) / 1_000);
    });
  }

  /** Tries sends again before all others, but for those whose patience has ended. */
  private takeAgain(sends: Waiting[]): void {
    const now = Date.now();
    this.waiting.unshift(...sends.filter(({ giveUpAt }) => giveUpAt > now));
    for (const { giveUpAt, reject } of sends) {
      if (giveUpAt <= now) reject(new ServiceError('unavailable', { retryAfter: 1 }));
    }
    this.start();
  }

  private async settleKnown(known: Known[]): Promise<void> {
    try {
      await this.answerKnown(known);
    } catch (error) {
      const waiting = known.map((each) => each.waiting);
      if (isConnectionError(error)) this.takeAgain(waiting);
      else for (const { reject } of waiting) reject(error);
    }
  }

  private async answerKnown(known: Known[]): Promise<void> {
    const { db, mediaUrl } = this.options;
    const ids = known.map(({ id }) => id);
    const messages = await loadMessages(db, ids, mediaUrl);
    const byId = new Map(messages.map((message) => [message.id, message]));
    const present = await sendersPresent(db, messages);
    for (const { waiting, id } of known) {
      const message = byId.get(id);
      if (!message) waiting.reject(new ServiceError('message_not_found'));
      // Our own earlier try, whose answer was lost, made this message: to the sender it is new.
      else this.resolve(waiting, { message, isNew: id === waiting.message.id }, present.has(placeOf(message)));
    }
  }

  /** The event goes out for known messages too: perhaps who stored it died before publishing. Rooms drop repetitions. */
  private resolve(waiting: Waiting, sent: Sent, isPresent = true): void {
    this.options.publish(messageCreated(sent.message, waiting.span));
    waiting.resolve(isPresent ? sent : { ...sent, message: forWhoLeft(sent.message) });
  }
}

const placeOf = ({ chat, sender }: Message) => `${chat} ${sender.id}`;

/** Which messages have a sender who is still in their chat, by {@link placeOf}. */
async function sendersPresent(db: Db, messages: Message[]): Promise<Set<string>> {
  const places = messages.map(({ chat: chatId, sender: { id: userId } }) => ({ chatId, userId }));
  const found = await db.participant.findMany({ where: { OR: places }, select: { chatId: true, userId: true } });
  return new Set(found.map(({ chatId, userId }) => `${chatId} ${userId}`));
}

/** Who left a chat can repeat what they sent, for ever; what the others do with it is not theirs to see any more. */
function forWhoLeft({ status_counts: _, ...message }: Message): Message {
  return { ...message, status: 'sent', reactions: [], statuses: [] };
}

function messageCreated(message: Message, span: Span | undefined): LogEventOf<'message.created'> {
  const event: LogEventOf<'message.created'> = {
    type: 'message.created',
    chat_id: message.chat,
    seq: message.seq,
    at: message.sent_at,
    actor_id: message.sender.id,
    data: { message },
  };
  return span ? { ...event, traceparent: span.traceparent } : event;
}
