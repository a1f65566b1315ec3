import type { Attachment } from '@besage/contracts';
import { BesageError, isRefusal, retryDelay, signedOut } from './besage-error.js';
import type { Emitter } from './emitter.js';
import type { ClientEvents } from './events.js';
import { OutboxStorage } from './outbox-storage.js';
import type { StoragePort } from './ports.js';
import type { Connection } from './socket/connection.js';
import type { OutgoingMessage } from './store/state.js';
import type { Store } from './store/store.js';

/** A message to be sent. */
export interface Draft {
  content: string;
  /** The id of the message that this answers. */
  replyTo?: string;
  /** Uploaded images, see `api.attachments.upload()`. */
  attachments?: Attachment[];
}

export interface OutboxOptions {
  store: Store;
  storage: StoragePort;
  events: Emitter<ClientEvents>;
  ask: Connection['ask'];
}

/**
 * Sends what was written, in the order in which it was written: of each chat one is under way at a time. Whatever is not
 * answered is sent again with the same `client_id`, by which the server knows it, until it is stored or refused. What
 * waits is kept in the storage, so that it outlives this program.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #kept: OutboxStorage | undefined;
  /** What the storage has. */
  #saved: readonly OutgoingMessage[] = [];
  /** Chats with one under way, or which have to wait. */
  readonly #busy = new Set<string>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: OutboxOptions) {
    this.#options = options;
    let before = options.store.getSnapshot();
    options.store.subscribe(() => {
      const { outgoing, connection } = options.store.getSnapshot();
      if (outgoing === before.outgoing && connection === before.connection) return;
      before = options.store.getSnapshot();
      this.#save();
      this.#send();
    });
  }

  /** Takes up what this person had written before. */
  async open(userId: string): Promise<void> {
    this.#kept = new OutboxStorage(this.#options.storage, userId);
    const messages = await this.#kept.load();
    this.#saved = messages;
    this.#options.store.dispatch({ type: 'sending', messages });
  }

  /** Leaves what waits in the storage, for when its writer signs in again. */
  close(): void {
    this.#kept = undefined;
    this.#saved = [];
    this.#busy.clear();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  add(chatId: string, { content, replyTo, attachments = [] }: Draft): OutgoingMessage {
    const { me } = this.#options.store.getSnapshot();
    if (!me) throw signedOut();
    const message: OutgoingMessage = {
      client_id: clientId(),
      chat: chatId,
      seq: null,
      sender: me,
      content,
      reply_to: replyTo ?? null,
      attachments,
      sent_at: new Date().toISOString(),
      status: 'sending',
    };
    this.#options.store.dispatch({ type: 'sending', messages: [message] });
    return message;
  }

  /** Sends one again that was refused. */
  retry(client_id: string): void {
    if (this.#statusOf(client_id) !== 'failed') return;
    this.#options.store.dispatch({ type: 'send_changed', client_id, changes: { status: 'sending' } });
  }

  /** Forgets one that was refused. */
  discard(client_id: string): void {
    if (this.#statusOf(client_id) === 'failed') this.#options.store.dispatch({ type: 'send_dropped', client_id });
  }

  #statusOf(clientId: string): OutgoingMessage['status'] | undefined {
    return this.#outgoing().find(({ client_id }) => client_id === clientId)?.status;
  }

  #outgoing(): readonly OutgoingMessage[] {
    return this.#options.store.getSnapshot().outgoing;
  }

  #save(): void {
    const waiting = this.#outgoing().filter(({ status }) => status !== 'sent');
    const [before, now] = [new Set(this.#saved), new Set(waiting)];
    const put = waiting.filter((message) => !before.has(message));
    const ids = new Set(waiting.map(({ client_id }) => client_id));
    const taken = this.#saved.filter((message) => !now.has(message) && !ids.has(message.client_id));
    if (!this.#kept || put.length + taken.length === 0) return;
    this.#saved = waiting;
    const gone = taken.map(({ client_id }) => client_id);
    // A storage that is full keeps nothing: it is sent from here all the same.
    this.#kept.change(put, gone).catch(() => undefined);
  }

  #send(): void {
    if (this.#options.store.getSnapshot().connection !== 'online') return;
    for (const message of this.#outgoing()) {
      if (message.status !== 'sending' || this.#busy.has(message.chat)) continue;
      this.#busy.add(message.chat);
      void this.#transmit(message).finally(() => {
        this.#busy.delete(message.chat);
        this.#send();
      });
    }
  }

  async #transmit({ client_id, chat: chat_id, content, reply_to, attachments }: OutgoingMessage): Promise<void> {
    const { ask, store, events } = this.#options;
    const more = attachments.length > 0 && { attachments: attachments.map(({ id }) => id) };
    try {
      const { message } = await ask({ type: 'message.send', chat_id, client_id, content, reply_to, ...more });
      if (!message) return store.dispatch({ type: 'send_dropped', client_id });
      store.dispatch({ type: 'sent', message });
      events.emit('sent', message);
    } catch (error) {
      const delay = retryDelay(error);
      if (delay !== undefined) await this.#pause(delay);
      else this.#refuse(client_id, error);
    }
  }

  /** It will not be taken; unless it was only the line that was lost: then it goes again on the next one. */
  #refuse(client_id: string, error: unknown): void {
    if (!(error instanceof BesageError) || isRefusal(error, 'unreachable')) return;
    const { code, detail } = error;
    const changes = { status: 'failed', error: { code, detail } } as const;
    this.#options.store.dispatch({ type: 'send_changed', client_id, changes });
    const message = this.#outgoing().find((each) => each.client_id === client_id);
    if (message) this.#options.events.emit('send_failed', message);
  }

  #pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, delay);
      this.#timers.add(timer);
    });
  }
}

/** An id that nobody else makes. React Native has no `crypto.randomUUID`: 96 random bits do. */
function clientId(): string {
  const part = () => Math.floor(Math.random() * 2 ** 48).toString(36);
  return `${Date.now().toString(36)}-${part()}${part()}`;
}
