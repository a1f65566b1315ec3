import { callSafely } from '../emitter.js';
import { reduce, type Action } from './reduce.js';
import { signedOutState, type State } from './state.js';

/** Holds the state, and tells when it is another one: made for React's `useSyncExternalStore`. */
export class Store {
  #state = signedOutState;
  readonly #listeners = new Set<() => void>();

  readonly getSnapshot = (): State => this.#state;

  /** @returns what ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    for (const listener of this.#listeners) callSafely(listener);
  }

  /** Waits until this is so. */
  async until(isSo: (state: State) => boolean): Promise<void> {
    if (isSo(this.#state)) return;
    await new Promise<void>((resolve) => {
      const unsubscribe = this.subscribe(() => {
        if (!isSo(this.#state)) return;
        unsubscribe();
        resolve();
      });
    });
  }
}
