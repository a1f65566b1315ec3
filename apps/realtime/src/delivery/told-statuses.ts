import type { MessageStatus, ReceiptedMessage } from '@besage/contracts';

/** Messages of a chat whose status is remembered. */
const REMEMBERED = 100;

const order = { sent: 0, delivered: 1, read: 2 };

/** Whether a status is further than another: `read` than `delivered`, `delivered` than `sent`. */
export function isFurther(status: MessageStatus, before: MessageStatus): boolean {
  return order[status] > order[before];
}

/**
 * Which statuses a chat has been told of. Several api copies may publish theirs in another order than they came about, and
 * two may both believe that theirs made the change: a status is news once, and none after a further one.
 */
export class ToldStatuses {
  private readonly told = new Map<string, MessageStatus>();

  /** The message, `changed` only if its status is news; from now on it is told. */
  tell(message: ReceiptedMessage): ReceiptedMessage {
    const { id, status } = message;
    const before = this.told.get(id);
    const changed = before ? isFurther(status, before) : message.changed;
    if (changed) this.remember(id, status);
    return { ...message, changed };
  }

  private remember(id: string, status: MessageStatus): void {
    this.told.set(id, status);
    for (const oldest of this.told.keys()) {
      if (this.told.size <= REMEMBERED) return;
      this.told.delete(oldest);
    }
  }
}
