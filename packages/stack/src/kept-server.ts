import { setTimeout as sleep } from 'node:timers/promises';
import type { LineLog } from './child.js';
import { describeExit, readyWithin, type Server } from './server.js';

/** When a server that ended is started again, in milliseconds. */
export interface Backoff {
  /** The first wait; each further one is twice as long. */
  firstMs: number;
  longestMs: number;
  /** A server that lived this long counts as well again: the next wait is the first. */
  healthyAfterMs: number;
}

export interface KeptServerOptions {
  start: () => Promise<Server>;
  /** What its first start may take, in milliseconds. Later ones may take as long as they need. */
  firstReadyMs: number;
  log: LineLog;
  backoff?: Backoff;
}

const BACKOFF: Backoff = { firstMs: 200, longestMs: 10_000, healthyAfterMs: 30_000 };

/** A server that is started at once and started again whenever it ends, until it is stopped. */
export class KeptServer {
  /** Its first start; rejects with what stands in its way. From then on somebody is there or on the way. */
  readonly ready: Promise<Server>;
  readonly #options: KeptServerOptions;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<unknown>;
  #server: Server | undefined;

  constructor(options: KeptServerOptions) {
    this.#options = options;
    this.ready = this.#launch().then((server) => readyWithin(server, options.firstReadyMs));
    this.#ended = this.ready.then(
      (server) => this.#keep(server),
      () => undefined,
    );
  }

  /** Ends it in order, also in the middle of a start, and for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#server?.stop();
    await this.#ended;
  }

  /** Ends it without order, for good. */
  kill(): void {
    this.#stopping.abort();
    this.#server?.kill('SIGKILL');
  }

  async #launch(): Promise<Server> {
    const server = await this.#options.start();
    this.#server = server;
    if (this.#stopping.signal.aborted) await server.stop();
    return server;
  }

  async #keep(first: Server): Promise<void> {
    const { log, backoff = BACKOFF } = this.#options;
    const { signal } = this.#stopping;
    let server = first;
    for (let failures = 0; ; failures++) {
      const began = Date.now();
      const exit = await server.exited;
      if (signal.aborted) return;
      if (Date.now() - began >= backoff.healthyAfterMs) failures = 0;
      const waitMs = Math.min(backoff.firstMs * 2 ** failures, backoff.longestMs);
      log(`${server.name} (process ${server.pid}) ended by ${describeExit(exit)}; again in ${waitMs / 1000} s`);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      server = await this.#launchAgain(server);
    }
  }

  /** The next process, or the dead one once more when it cannot even be started now. */
  async #launchAgain(dead: Server): Promise<Server> {
    const { log } = this.#options;
    try {
      const server = await this.#launch();
      void server.ready.then(() => log(`${server.name} is back (process ${server.pid})`)).catch(() => undefined);
      return server;
    } catch (error) {
      log(`${dead.name}: ${String(error)}`);
      return dead;
    }
  }
}
