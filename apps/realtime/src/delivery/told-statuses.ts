import type { ReceiptedMessage } from '@besage/contracts';

/** Messages of a chat whose status is remembered. */
const REMEMBERED = 100;

const order = { sent: 0, delivered: 1, read: 2 };

/**
 * Which statuses a chat has been told of. Several api copies may publish theirs in another order than they came about, and
 * two may both believe that theirs made the change: a status is news once, and none after a further one.
 */
export class ToldStatuses {
  private readonly told = new Map<string, ReceiptedMessage['status']>();

  /** The message, `changed` only if its status is news; from now on it is told. */
  tell(message: ReceiptedMessage): ReceiptedMessage {
    const { id, status } = message;
    const before = this.told.get(id);
    const changed = before ? order[status] > order[before] : message.changed;
    if (changed) this.remember(id, status);
    return { ...message, changed };
  }

  private remember(id: string, status: ReceiptedMessage['status']): void {
    this.told.set(id, status);
    for (const oldest of this.told.keys()) {
      if (this.told.size <= REMEMBERED) return;
      this.told.delete(oldest);
    }
  }
}
