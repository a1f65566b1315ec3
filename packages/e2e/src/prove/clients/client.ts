import type { Address } from '../../address.js';
import type { ClientRecord, Send } from '../history/history.js';
import type { Random } from '../random.js';

/** Where clients come in. */
export interface Doors {
  apis: Address[];
  /** Whoever takes sockets: gateways, and apis that pass them on to one. */
  sockets: Address[];
}

/** A chat by its number in the run and its id. */
export interface ChatRef {
  chat: number;
  id: string;
}

export interface ClientOptions {
  record: ClientRecord;
  /** Their access token. */
  token: string;
  chats: ChatRef[];
  doors: Doors;
  random: Random;
}

/** Somebody who sends numbered messages, reads their chats, and comes back whatever happens. */
export interface Client {
  readonly record: ClientRecord;
  readonly standing: Standing;
  readonly chats: ChatRef[];
  /** Whether it is of its own will that it hears nothing. */
  readonly isAway: boolean;
  start(): void;
  /** Sends a new message into one of its chats, unless too many there wait for their ack. */
  say(chat: ChatRef): void;
  /** Whoever has sockets goes away without a word for so many ms, or until {@link wake}. */
  nap?(ms: number): void;
  wake?(): void;
  end(): Promise<void>;
}

/** Unacked messages that a client has in one chat at most. */
const WINDOW = 4;

/** How far a client has come: up to where it knows each chat, and what of its own is not acked yet. */
export class Standing {
  /** When it last came further, in ms since the epoch. */
  movedAt = Date.now();
  private readonly positions = new Map<number, number>();
  private readonly waiting = new Map<number, Send[]>();
  private readonly record: ClientRecord;

  constructor(record: ClientRecord) {
    this.record = record;
  }

  /** Up to which `seq` the chat is known; undefined before the first look. */
  positionIn(chat: number): number | undefined {
    return this.positions.get(chat);
  }

  /** The chat is known up to here. */
  advance(chat: number, seq: number): void {
    if (seq <= (this.positions.get(chat) ?? -1)) return;
    this.positions.set(chat, seq);
    this.movedAt = Date.now();
  }

  /** What is sent and not acked, the oldest first. */
  unackedIn(chat: number): readonly Send[] {
    return this.waiting.get(chat) ?? [];
  }

  get unacked(): number {
    return [...this.waiting.values()].reduce((sum, sends) => sum + sends.length, 0);
  }

  /** @returns a new message; undefined where enough wait for their ack */
  nextIn(chat: number): Send | undefined {
    const waiting = this.waiting.get(chat) ?? [];
    if (waiting.length >= WINDOW) return undefined;
    const send = this.record.next(chat);
    this.waiting.set(chat, [...waiting, send]);
    return send;
  }

  /** One is done with: it was acked, or refused for good. */
  settle(send: Send): void {
    this.waiting.set(
      send.chat,
      this.unackedIn(send.chat).filter((other) => other !== send),
    );
    this.movedAt = Date.now();
  }
}
