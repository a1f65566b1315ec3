import type { Client } from './clients/client.js';
import type { Counts, History } from './history/history.js';
import type { Fault } from './system/schedule.js';

const SAMPLE_EVERY = 100;
const SECOND = 1_000;

/** A fault as it really was. Times are in ms from the beginning of the load. */
export interface SufferedFault extends Fault {
  began: number;
  /** When it was undone, and the process was healthy again. */
  ended: number;
  /**
   * When every client, but for those who went away meanwhile, had everything that anybody had when the fault ended;
   * undefined if they never did.
   */
  recovered: number | undefined;
}

/** What one second of a run brought. */
export interface Second {
  acks: number;
  deliveries: number;
}

interface Pending {
  fault: SufferedFault;
  heads: Map<number, number>;
  /** Who is not waited for. */
  excused: Set<Client>;
}

/** Writes down, while a run goes on, how much gets through, and how long after each fault all is well again. */
export class Timeline {
  readonly seconds: Second[] = [];
  readonly faults: SufferedFault[] = [];
  private readonly began = Date.now();
  private readonly history: History;
  private readonly clients: Client[];
  private readonly timers: NodeJS.Timeout[];
  private pending: Pending[] = [];
  private last: Pick<Counts, 'acks' | 'deliveries'>;

  constructor(history: History, clients: Client[]) {
    this.history = history;
    this.clients = clients;
    this.last = { ...history.counts };
    this.timers = [setInterval(() => this.look(), SAMPLE_EVERY), setInterval(() => this.count(), SECOND)];
  }

  /** Milliseconds from the beginning of the load. */
  get now(): number {
    return Date.now() - this.began;
  }

  /** Takes down a fault that began at `began` and is undone now. */
  ended(fault: Fault, began: number): void {
    const suffered = { ...fault, began, ended: this.now, recovered: undefined };
    this.faults.push(suffered);
    this.pending.push({ fault: suffered, heads: this.heads(), excused: new Set() });
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private look(): void {
    const away = this.clients.filter(({ isAway }) => isAway);
    this.pending = this.pending.filter(({ fault, heads, excused }) => {
      for (const client of away) excused.add(client);
      if (!this.clients.every((client) => excused.has(client) || isAt(client, heads))) return true;
      fault.recovered = this.now;
      return false;
    });
  }

  private count(): void {
    const { acks, deliveries } = this.history.counts;
    this.seconds.push({ acks: acks - this.last.acks, deliveries: deliveries - this.last.deliveries });
    this.last = { acks, deliveries };
  }

  /** The furthest that anybody has come in each chat. */
  private heads(): Map<number, number> {
    const heads = new Map<number, number>();
    for (const { chats, standing } of this.clients) {
      for (const { chat } of chats) {
        heads.set(chat, Math.max(heads.get(chat) ?? 0, standing.positionIn(chat) ?? 0));
      }
    }
    return heads;
  }
}

function isAt({ standing, chats }: Client, heads: Map<number, number>): boolean {
  return chats.every(({ chat }) => (standing.positionIn(chat) ?? 0) >= (heads.get(chat) ?? 0));
}
