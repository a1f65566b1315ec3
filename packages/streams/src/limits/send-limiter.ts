import { requireAllowed, unlimited, type Allowance } from './allowance.js';
import type { LimitSurroundings } from './limit-options.js';
import { QuickRateLimiter } from './quick-rate-limiter.js';

const MINUTE = 60;

export interface SendLimitOptions extends LimitSurroundings {
  /** Messages a minute of one person; 0 for any number. */
  ofPerson: number;
  /** Messages a minute of one person in one chat; 0 for any number. */
  inChat: number;
}

/**
 * How many messages somebody may send, over REST and any socket together. They are counted where they come in, once: a
 * command that is carried out again after a crash is no second message.
 */
export class SendLimiter {
  private readonly ofPerson: QuickRateLimiter;
  private readonly inChat: QuickRateLimiter;
  private readonly hasChatLimit: boolean;

  constructor({ ofPerson, inChat, ...surroundings }: SendLimitOptions) {
    const limit = (name: string, limit: number) =>
      new QuickRateLimiter({ ...surroundings, name, limit, windowSeconds: MINUTE });
    this.ofPerson = limit('sends', ofPerson);
    this.inChat = limit('chat-sends', inChat);
    this.hasChatLimit = inChat > 0;
  }

  /** Counts one more. @throws ServiceError `rate_limited` */
  require(userId: string, chatId: string): void {
    requireAllowed(this.take(userId, chatId));
  }

  /**
   * Counts a change of a message, which everybody in its chat hears of like of a new one; by person alone, since in which
   * chat it is is not known yet. @throws ServiceError `rate_limited`
   */
  requireChange(userId: string): void {
    requireAllowed(this.ofPerson.take(userId));
  }

  /** Counts one more. Of the two limits it says what the one says that leaves less. */
  take(userId: string, chatId: string): Allowance {
    const ofPerson = this.ofPerson.take(userId);
    if (!ofPerson.isAllowed || !this.hasChatLimit) return ofPerson;
    const inChat = this.inChat.take(`${userId} ${chatId}`);
    return ofPerson === unlimited || inChat.remaining <= ofPerson.remaining ? inChat : ofPerson;
  }
}
