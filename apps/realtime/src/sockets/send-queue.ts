import { ServiceError } from '@besage/contracts';

/** Sends of one socket that may wait for those before them. */
const QUEUE_MAX = 100;

/**
 * Keeps a sender's order, with any number of api copies: of one socket and chat one send is under way at a time, the
 * others wait here. One that cannot be answered now takes those behind it along: its sender will repeat it, and if the
 * line was lost, does so by another gateway already, where they must not have overtaken it from here.
 */
export class SendQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** How many could not be answered. */
  private failures = 0;

  get isIdle(): boolean {
    return this.waiting === 0;
  }

  /**
   * Runs a send when those before it are answered.
   *
   * @throws ServiceError `rate_limited` when too many wait already, `unavailable` when one before it was not answered;
   *   what `send` throws
   */
  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.waiting >= QUEUE_MAX) throw new ServiceError('rate_limited', { retryAfter: 1 });
    this.waiting += 1;
    const { failures } = this;
    const turn = this.last.then(() => {
      if (this.failures === failures) return send();
      throw new ServiceError('unavailable', { retryAfter: 1 });
    });
    this.last = turn.catch((error: unknown) => {
      if (!isOwnFault(error)) this.failures += 1;
    });
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }
}

/** Whether it was refused for what it is: repeating it would not help. */
function isOwnFault(error: unknown): boolean {
  return error instanceof ServiceError && error.status < 500;
}
