import { Latencies } from '../measure/latencies.js';
import { monotonicMicros } from '../measure/monotonic-micros.js';
import { eachOf } from '../each-of.js';
import type { Line } from './lines/line.js';
import { openLine } from './lines/open-line.js';
import type { Load } from './load.js';
import type { Report } from './messages.js';
import type { ChatPlan, ChatProtocol, Seat } from './plans.js';
import { SeenSends } from './seen-sends.js';
import { markedContent, readMark, type SendMark } from './send-mark.js';

const CONNECTING_AT_ONCE = 16;

/** A seat that is taken. */
interface Person {
  seat: Seat;
  line: Line | undefined;
  seen: SeenSends;
  sent: number;
}

/**
 * People in chats, in a closed loop: who has so many sends open sends the next when one of them comes back.
 * Every frame that comes is read for its mark and counted once per socket.
 */
export class ChatLoad implements Load {
  private readonly people: Person[] = [];
  private readonly protocol: ChatProtocol;
  private readonly inflight: number;
  private readonly latencies = new Latencies();
  /** The one mark that all frames are read into. */
  private readonly mark: SendMark = { chat: 0, index: 0, sentAt: 0 };
  private counts = { sends: 0, expected: 0, deliveries: 0, repeated: 0, frames: 0 };
  private halted = false;
  private failure: Error | undefined;

  private constructor({ protocol, inflight }: ChatPlan) {
    this.protocol = protocol;
    this.inflight = inflight;
  }

  /**
   * Takes all seats.
   *
   * @throws what keeps a socket from opening
   */
  static async open(plan: ChatPlan): Promise<ChatLoad> {
    const load = new ChatLoad(plan);
    await eachOf(plan.seats, CONNECTING_AT_ONCE, (seat) => load.take(seat));
    return load;
  }

  start(): void {
    const senders = this.people.filter(({ seat }) => seat.sender !== undefined);
    for (const person of senders) for (let open = 0; open < this.inflight; open++) this.send(person);
  }

  halt(): void {
    this.halted = true;
  }

  report(): Report {
    if (this.failure) throw this.failure;
    return { ...this.counts, latencies: this.latencies.snapshot() };
  }

  private async take(seat: Seat): Promise<void> {
    const person: Person = { seat, line: undefined, seen: new SeenSends(), sent: 0 };
    person.line = await openLine(this.protocol, seat.url, {
      receive: (frame) => this.receive(person, frame),
      fail: (reason) => this.fail(reason),
    });
    this.people.push(person);
  }

  /** The sends of a chat are numbered across its senders, wherever they are: each takes every `senders`-th number. */
  private send(person: Person): void {
    const { chat, senders, sender = 0, members } = person.seat;
    const index = person.sent * senders + sender;
    person.sent += 1;
    this.counts.expected += members;
    person.line?.send(markedContent({ chat, index, sentAt: Math.round(monotonicMicros()) }));
  }

  private receive(person: Person, frame: Buffer): void {
    const { mark, counts } = this;
    counts.frames += 1;
    if (!readMark(frame, mark)) return this.receiveOther(frame);
    const { seat } = person;
    if (mark.chat !== seat.chat) return this.fail(`Chat ${seat.chat} received what was sent to chat ${mark.chat}.`);
    if (!person.seen.add(mark.index)) return void (counts.repeated += 1);
    counts.deliveries += 1;
    this.latencies.record(monotonicMicros() - mark.sentAt);
    if (mark.index % seat.senders !== seat.sender) return;
    counts.sends += 1;
    if (!this.halted) this.send(person);
  }

  /** Presence and receipts pass; a refused send makes every figure worthless. */
  private receiveOther(frame: Buffer): void {
    if (frame.includes('"type":"error"')) this.fail(`A send was refused: ${frame.toString()}`);
  }

  private fail(reason: string): void {
    this.failure ??= new Error(reason);
  }
}
