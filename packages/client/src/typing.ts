import type { Connection } from './socket/connection.js';
import type { Store } from './store/store.js';

/** Milliseconds between two times of saying that I am typing. */
const EVERY = 1_500;
/** Milliseconds after which somebody who says nothing more is no longer typing. */
const LASTS = 5_000;

/** Says that I am typing, now and then, and forgets that others were. */
export class Typing {
  readonly #store: Store;
  readonly #ask: Connection['ask'];
  readonly #saidAt = new Map<string, number>();
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(store: Store, ask: Connection['ask']) {
    this.#store = store;
    this.#ask = ask;
  }

  /** To be called at every keystroke. */
  say(chat_id: string): void {
    if (Date.now() - (this.#saidAt.get(chat_id) ?? 0) < EVERY) return;
    this.#saidAt.set(chat_id, Date.now());
    this.#ask({ type: 'typing', chat_id }).catch(() => undefined);
  }

  /** My message is sent: the next letter is of another one. */
  stop(chatId: string): void {
    this.#saidAt.delete(chatId);
  }

  hear(chat_id: string, user_id: string): void {
    const key = `${chat_id} ${user_id}`;
    clearTimeout(this.#ends.get(key));
    const end = setTimeout(() => {
      this.#ends.delete(key);
      this.#store.dispatch({ type: 'typing_ended', chat_id, user_id });
    }, LASTS);
    this.#ends.set(key, end);
  }

  forget(): void {
    for (const end of this.#ends.values()) clearTimeout(end);
    this.#ends.clear();
  }
}
