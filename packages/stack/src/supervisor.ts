import { KeptServer, type KeptServerOptions } from './kept-server.js';
import type { Server } from './server.js';

/** Keeps servers running, and ends them in the reverse of the order in which they came. */
export class Supervisor {
  readonly #kept: KeptServer[] = [];
  #stopping: Promise<void> | undefined;

  /** Whether the end has begun. */
  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /**
   * Starts a server and keeps it running.
   *
   * @returns its first process, once it is ready
   * @throws what stands in the way of its first start
   */
  async keep(options: KeptServerOptions): Promise<Server> {
    if (this.isStopping) throw new Error('Nothing is started any more: the end has begun.');
    const kept = new KeptServer(options);
    this.#kept.push(kept);
    return kept.ready;
  }

  /** Ends all of them in order, for good. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** Ends all of them at once and without order. */
  kill(): void {
    for (const kept of this.#kept) kept.kill();
  }

  async #stopAll(): Promise<void> {
    for (const kept of this.#kept.toReversed()) await kept.stop();
  }
}
