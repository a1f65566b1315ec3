import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './clients/client.js';
import type { Random } from './random.js';

/** Lets clients send, each at times of its own and into one or another of its chats, until it is stopped. */
export class Load {
  private readonly stopping = new AbortController();

  /** @param rate sends a second, of all together, as long as none has to wait for acks */
  constructor(clients: Client[], rate: number, random: Random) {
    setMaxListeners(0, this.stopping.signal); // one for each client
    const gap = (1_000 * clients.length) / rate;
    for (const client of clients) void this.keepSending(client, gap, random.fork());
  }

  stop(): void {
    this.stopping.abort();
  }

  private async keepSending(client: Client, gap: number, random: Random): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // As calls arrive at an exchange: the time to the next does not depend on how long there was none.
      await pause(-Math.log(1 - random.fraction()) * gap, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) client.say(random.pick(client.chats));
    }
  }
}
