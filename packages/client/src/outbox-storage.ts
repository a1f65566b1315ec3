import type { StoragePort } from './ports.js';
import { withLock } from './session/with-lock.js';
import type { OutgoingMessage } from './store/state.js';
import { storedJson } from './stored-json.js';

/** Keeps what somebody has written and the server has not, one change after the other. */
export class OutboxStorage {
  readonly #storage: StoragePort;
  readonly #key: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: StoragePort, userId: string) {
    this.#storage = storage;
    this.#key = `besage:outbox:${userId}`;
  }

  async load(): Promise<OutgoingMessage[]> {
    return (await storedJson<OutgoingMessage[]>(this.#storage, this.#key)) ?? [];
  }

  /** Puts messages in, or in their place, and takes others out. Other tabs have their own in the same place. */
  change(put: readonly OutgoingMessage[], taken: readonly string[]): Promise<void> {
    const run = () => withLock(this.#key, () => this.#change(put, taken));
    const changed = this.#last.then(run, run);
    this.#last = changed;
    return changed;
  }

  async #change(put: readonly OutgoingMessage[], taken: readonly string[]): Promise<void> {
    const messages = new Map((await this.load()).map((message) => [message.client_id, message]));
    for (const message of put) messages.set(message.client_id, message);
    for (const id of taken) messages.delete(id);
    if (messages.size === 0) await this.#storage.removeItem(this.#key);
    else await this.#storage.setItem(this.#key, JSON.stringify([...messages.values()]));
  }
}
