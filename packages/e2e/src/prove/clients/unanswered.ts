import type { ClientRecord, Send } from '../history/history.js';
import type { Random } from '../random.js';

/** Milliseconds that a send may stay without an answer before the client takes the socket for dead. */
const PATIENCE = 10_000;
const LOOK_EVERY = 1_000;
/** Refusals that say: not now. */
const FOR_NOW = ['unavailable', 'rate_limited'];

export interface UnansweredOptions {
  record: ClientRecord;
  random: Random;
  /** Puts it on the socket. */
  transmit: (send: Send) => void;
  /** Whether the socket takes sends. */
  isOpen: () => boolean;
  /** Nobody has answered a send in time. */
  onSilence: () => void;
}

/** Sends on their way over one client's socket: each is sent again, with the same `client_id`, until it is answered. */
export class Unanswered {
  private readonly options: UnansweredOptions;
  /** When each was sent over the present socket, in ms since the epoch. */
  private readonly sentAt = new Map<Send, number>();
  private readonly watch: NodeJS.Timeout;
  private socket = 0;

  constructor(options: UnansweredOptions) {
    this.options = options;
    this.watch = setInterval(() => this.look(), LOOK_EVERY);
  }

  /** Sends a message; without a socket it waits for {@link sendAllAgain}. */
  send(send: Send): void {
    const { record, transmit, isOpen } = this.options;
    if (!isOpen()) return;
    this.sentAt.set(send, Date.now());
    record.sent(send);
    transmit(send);
  }

  /** There is a new socket: nobody knows what of the old one has arrived. */
  sendAllAgain(sends: readonly Send[]): void {
    this.socket += 1;
    this.sentAt.clear();
    for (const send of sends) this.send(send);
  }

  answered(send: Send): void {
    this.sentAt.delete(send);
  }

  /**
   * A send was refused; if only for now, it is sent again a little later.
   *
   * @param after seconds that the server asks to wait
   * @returns whether it is
   */
  refused(send: Send, code: string, after = 0): boolean {
    const { record, random } = this.options;
    const { socket } = this;
    record.refuse(send, code);
    this.answered(send);
    if (!FOR_NOW.includes(code)) {
      record.complain(`send ${send.n} was refused: ${code}`);
      return false;
    }
    const again = () => {
      if (this.socket === socket && send.acked === undefined) this.send(send);
    };
    setTimeout(again, after * 1_000 + random.between(200, 1_000));
    return true;
  }

  /** Something else than a send was refused. */
  takeOther(code: string): void {
    if (!FOR_NOW.includes(code)) this.options.record.complain(`heard the error ${code}`);
  }

  end(): void {
    this.socket = -1;
    clearInterval(this.watch);
  }

  private look(): void {
    const oldest = Math.min(...this.sentAt.values());
    if (!this.options.isOpen() || Date.now() - oldest < PATIENCE) return;
    this.sentAt.clear();
    this.options.onSilence();
  }
}
