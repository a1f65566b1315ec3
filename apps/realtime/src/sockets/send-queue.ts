import { ServiceError } from '@besage/contracts';

/** Sends of one socket that may wait for those before them. */
const QUEUE_MAX = 100;

/**
 * Keeps a sender's order: of one socket and chat one send is under way at a time, the others wait here. With any number
 * of api copies that alone is enough.
 */
export class SendQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  get isIdle(): boolean {
    return this.waiting === 0;
  }

  /**
   * Runs a send when those before it are answered.
   *
   * @throws ServiceError `rate_limited` when too many wait already; what `send` throws
   */
  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.waiting >= QUEUE_MAX) throw new ServiceError('rate_limited', { retryAfter: 1 });
    this.waiting += 1;
    const turn = this.last.then(send);
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }
}
