import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './clients/client.js';
import type { Random } from './random.js';

/** Milliseconds from one nap of a client to its next, on the average, and that one lasts at most. */
const NAP = { every: 25_000, longest: 15_000 };

/** Lets clients send, each at times of its own and into one or another of its chats, and go away now and then. */
export class Load {
  private readonly stopping = new AbortController();
  private readonly clients: Client[];

  /** @param rate sends a second, of all together, as long as none has to wait for acks */
  constructor(clients: Client[], rate: number, random: Random) {
    this.clients = clients;
    setMaxListeners(0, this.stopping.signal); // two for each client
    const gap = (1_000 * clients.length) / rate;
    for (const client of clients) {
      const [speaking, sleeping] = [random.fork(), random.fork()];
      void this.repeat(speaking, gap, () => client.say(speaking.pick(client.chats)));
      void this.repeat(sleeping, NAP.every, () => client.nap?.(NAP.longest * sleeping.fraction() ** 3));
    }
  }

  /** All come back, and say nothing new. */
  stop(): void {
    this.stopping.abort();
    for (const client of this.clients) client.wake?.();
  }

  /** As calls arrive at an exchange: the time to the next does not depend on how long there was none. */
  private async repeat(random: Random, gap: number, act: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(-Math.log(1 - random.fraction()) * gap, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) act();
    }
  }
}
