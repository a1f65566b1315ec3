import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Send } from '../history/history.js';
import { Standing, type ChatRef, type Client, type ClientOptions } from './client.js';
import { readHistory } from './history-reader.js';
import { Line } from './line.js';
import { Unanswered } from './unanswered.js';
import { WireMessage, entryOf } from './rest.js';

const chatMessage = Compile(Type.Object({ type: Type.Literal('chat_message'), message: WireMessage }));
const errorFrame = Compile(
  Type.Object({ type: Type.Literal('error'), code: Type.String(), client_id: Type.Optional(Type.String()) }),
);

/** A client of the documented protocol: a socket for each of its chats. */
export class V1Client implements Client {
  readonly record;
  readonly standing: Standing;
  readonly chats: ChatRef[];
  private readonly seats: Map<number, Seat>;

  constructor(options: ClientOptions) {
    this.record = options.record;
    this.standing = new Standing(options.record);
    this.chats = options.chats;
    this.seats = new Map(options.chats.map((ref) => [ref.chat, new Seat(options, this.standing, ref)]));
  }

  get isAway(): boolean {
    return [...this.seats.values()].some(({ line }) => line.isAway);
  }

  start(): void {
    for (const seat of this.seats.values()) seat.start();
  }

  say({ chat }: ChatRef): void {
    this.seats.get(chat)?.say();
  }

  nap(ms: number): void {
    for (const seat of this.seats.values()) seat.line.nap(ms);
  }

  wake(): void {
    for (const seat of this.seats.values()) seat.line.wake();
  }

  async end(): Promise<void> {
    await Promise.all([...this.seats.values()].map((seat) => seat.end()));
  }
}

/**
 * One socket in one chat. v1 gives no place in the log and no ack: who comes back reads the history that it missed, and
 * a message counts as acked when its sender sees it.
 */
class Seat {
  readonly line: Line;
  private readonly unanswered: Unanswered;
  /** Counts the sockets; 0 once it has ended. */
  private socket = 0;
  /** The newest that came over this socket, while the history before it is being read. */
  private newestSeen = 0;
  private isHealed = false;

  constructor(
    private readonly options: ClientOptions,
    private readonly standing: Standing,
    private readonly ref: ChatRef,
  ) {
    const { record, random } = options;
    this.line = new Line({
      random,
      record,
      door: () => this.door(),
      onOpen: () => this.opened(),
      onFrame: (frame) => this.take(frame),
    });
    this.unanswered = new Unanswered({
      record,
      random,
      transmit: ({ content }) => this.line.send({ type: 'chat_message', message: content, client_id: content }),
      isOpen: () => this.line.isOpen,
      onSilence: () => this.line.drop(),
    });
  }

  start(): void {
    this.line.start();
  }

  say(): void {
    const send = this.standing.nextIn(this.ref.chat);
    if (send) this.unanswered.send(send);
  }

  async end(): Promise<void> {
    this.socket = 0;
    this.unanswered.end();
    await this.line.end();
  }

  private door(): URL {
    const { random, doors, token } = this.options;
    const url = new URL(`/ws/chat/${this.ref.id}/`, random.pick(doors.sockets).url.replace('http', 'ws'));
    url.searchParams.set('token', token);
    return url;
  }

  private opened(): void {
    this.options.record.opened(this.ref.chat, 0);
    this.socket += 1;
    this.newestSeen = 0;
    this.isHealed = false;
    this.unanswered.sendAllAgain(this.standing.unackedIn(this.ref.chat));
    void this.heal(this.socket);
  }

  private async heal(socket: number): Promise<void> {
    const { chat } = this.ref;
    const after = this.standing.positionIn(chat) ?? 0;
    const last = await readHistory(this.options, this.ref, after, () => this.socket === socket && this.line.isOpen);
    if (last === undefined || this.socket !== socket) return;
    this.isHealed = true;
    this.standing.advance(chat, Math.max(last, this.newestSeen));
  }

  private take(frame: unknown): void {
    if (chatMessage.Check(frame)) return this.takeMessage(frame.message);
    if (errorFrame.Check(frame)) return this.takeError(frame.code, frame.client_id);
  }

  private takeMessage(message: WireMessage): void {
    const { record } = this.options;
    const { chat } = this.ref;
    const entry = entryOf(message);
    record.seen(chat, entry);
    this.newestSeen = Math.max(this.newestSeen, message.seq);
    if (this.isHealed) this.standing.advance(chat, message.seq);
    const send = this.ownBy(message.content);
    if (!send) return;
    this.unanswered.answered(send);
    record.ack(send, entry);
    this.standing.settle(send);
  }

  private takeError(code: string, clientId: string | undefined): void {
    const send = clientId === undefined ? undefined : this.ownBy(clientId);
    if (!send) return this.unanswered.takeOther(code);
    if (!this.unanswered.refused(send, code)) this.standing.settle(send);
  }

  private ownBy(content: string): Send | undefined {
    return this.standing.unackedIn(this.ref.chat).find((send) => send.content === content);
  }
}
