import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Entry } from '../history/entries.js';
import type { Send } from '../history/history.js';
import { Standing, type ChatRef, type Client, type ClientOptions } from './client.js';
import { readHistory } from './history-reader.js';
import { Line } from './line.js';
import { WireMessage, entryOf } from './rest.js';
import { Unanswered } from './unanswered.js';

/** Milliseconds between two pings, and after which a server that says nothing is taken for dead. */
const PING_EVERY = 4_000;
const SILENCE = 10_000;
const PING = 'ping';
/** Of so many sends one comes with a reaction, on the average. */
const REACTING = 1 / 8;

const ConnectedFrame = Type.Object({
  type: Type.Literal('connected'),
  chats: Type.Array(Type.Object({ id: Type.String(), last_seq: Type.Integer() })),
  gone: Type.Array(Type.String()),
});
const EntryFrame = Type.Object({
  type: Type.Literal('event'),
  event: Type.String(),
  chat_id: Type.String(),
  seq: Type.Integer(),
  data: Type.Object({ message: Type.Optional(WireMessage) }),
});
const AckFrame = Type.Object({
  type: Type.Literal('ack'),
  id: Type.String(),
  message: Type.Optional(WireMessage),
});
const ErrorFrame = Type.Object({
  type: Type.Literal('error'),
  id: Type.Union([Type.String(), Type.Null()]),
  code: Type.String(),
  retry_after: Type.Optional(Type.Number()),
});
const ResetFrame = Type.Object({ type: Type.Literal('reset'), chat_id: Type.String(), last_seq: Type.Integer() });

const connectedFrame = Compile(ConnectedFrame);
const entryFrame = Compile(EntryFrame);
const ackFrame = Compile(AckFrame);
const errorFrame = Compile(ErrorFrame);
const resetFrame = Compile(ResetFrame);

/**
 * A client of the second protocol: one socket for all its chats. It says in its first frame up to where it has each log,
 * and gets what comes after. It is written out here, frame by frame, so that a mistake of our own client library cannot
 * hide one of the server.
 */
export class V2Client implements Client {
  readonly record;
  readonly standing: Standing;
  readonly chats: ChatRef[];
  private readonly options: ClientOptions;
  private readonly line: Line;
  private readonly unanswered: Unanswered;
  private readonly chatsById: Map<string, ChatRef>;
  private readonly pinging: NodeJS.Timeout;
  private isConnected = false;
  private heardAt = 0;
  /** The newest message that it saw. */
  private newestId: string | undefined;
  private ended = false;

  constructor(options: ClientOptions) {
    const { record, random, chats } = options;
    this.options = options;
    this.record = record;
    this.standing = new Standing(record);
    this.chats = chats;
    this.chatsById = new Map(chats.map((ref) => [ref.id, ref]));
    this.line = new Line({
      random,
      record,
      door: () => new URL('/ws/', random.pick(options.doors.sockets).url.replace('http', 'ws')),
      onOpen: () => this.connect(),
      onFrame: (frame) => this.take(frame),
    });
    this.unanswered = new Unanswered({
      record,
      random,
      transmit: (send) => this.transmit(send),
      isOpen: () => this.isConnected && this.line.isOpen,
      onSilence: () => this.line.drop(),
    });
    this.pinging = setInterval(() => this.ping(), PING_EVERY);
  }

  get isAway(): boolean {
    return this.line.isAway;
  }

  start(): void {
    this.line.start();
  }

  say({ chat }: ChatRef): void {
    const send = this.standing.nextIn(chat);
    if (send) this.unanswered.send(send);
    if (this.options.random.fraction() < REACTING) this.react();
  }

  nap(ms: number): void {
    this.line.nap(ms);
  }

  wake(): void {
    this.line.wake();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearInterval(this.pinging);
    this.unanswered.end();
    await this.line.end();
  }

  private connect(): void {
    this.isConnected = false;
    this.heardAt = Date.now();
    const since: Record<string, number> = {};
    for (const { chat, id } of this.chats) {
      const seq = this.standing.positionIn(chat);
      if (seq !== undefined) since[id] = seq;
    }
    this.line.send({ type: 'connect', token: this.options.token, since });
  }

  private transmit({ n, chat, content }: Send): void {
    const chat_id = this.chats.find((ref) => ref.chat === chat)?.id;
    this.line.send({ type: 'message.send', id: String(n), chat_id, client_id: content, content });
  }

  /** Makes an entry of the log that is no message. Whether it comes to it does not matter. */
  private react(): void {
    const { newestId: message_id } = this;
    if (message_id === undefined || !this.isConnected || !this.line.isOpen) return;
    const reaction = this.options.random.pick(['like', 'love', null]);
    this.line.send({ type: 'reaction.set', id: 'reaction', message_id, reaction });
  }

  private ping(): void {
    if (!this.line.isOpen) return;
    if (Date.now() - this.heardAt > SILENCE) this.line.drop();
    else if (this.isConnected) this.line.send({ type: 'ping', id: PING });
  }

  private take(frame: unknown): void {
    this.heardAt = Date.now();
    if (entryFrame.Check(frame)) this.takeEntry(frame);
    else if (ackFrame.Check(frame)) this.takeAck(frame);
    else if (errorFrame.Check(frame)) this.takeError(frame);
    else if (resetFrame.Check(frame)) this.takeReset(frame);
    else if (connectedFrame.Check(frame)) this.takeConnected(frame);
  }

  private takeConnected({ chats, gone }: Static<typeof ConnectedFrame>): void {
    const lastSeqs = new Map(chats.map(({ id, last_seq }) => [id, last_seq]));
    for (const { chat, id } of this.chats) {
      const lastSeq = lastSeqs.get(id);
      if (lastSeq === undefined || gone.includes(id)) {
        this.record.complain(`chat ${chat} was not among its chats`);
        continue;
      }
      this.record.opened(chat, lastSeq);
      if (this.standing.positionIn(chat) === undefined) this.standing.advance(chat, lastSeq);
    }
    this.isConnected = true;
    this.unanswered.sendAllAgain(this.chats.flatMap(({ chat }) => this.standing.unackedIn(chat)));
  }

  private takeEntry({ chat_id, event, seq, data: { message } }: Static<typeof EntryFrame>): void {
    const chat = this.chatsById.get(chat_id)?.chat;
    if (chat === undefined) return this.record.complain(`heard of the chat ${chat_id}, which it is not in`);
    const isNew = event === 'message.created' && message !== undefined;
    if (isNew) this.newestId = message.id;
    const entry: Entry = isNew ? { ...entryOf(message), seq } : { seq, type: event, id: '', content: '' };
    this.record.seen(chat, entry);
    this.standing.advance(chat, seq);
  }

  private takeAck({ id, message }: Static<typeof AckFrame>): void {
    const send = this.ownBy(id);
    if (!send) return;
    if (!message) return this.record.complain(`send ${id} was acked without its message`);
    this.unanswered.answered(send);
    this.record.ack(send, entryOf(message));
    this.standing.settle(send);
  }

  private takeError({ id, code, retry_after }: Static<typeof ErrorFrame>): void {
    const send = id === null ? undefined : this.ownBy(id);
    if (!send) return this.unanswered.takeOther(code);
    if (!this.unanswered.refused(send, code, retry_after)) this.standing.settle(send);
  }

  /** What lies between is not told any more: it is read anew over REST. */
  private takeReset({ chat_id, last_seq }: Static<typeof ResetFrame>): void {
    const ref = this.chatsById.get(chat_id);
    if (!ref) return this.record.complain(`heard a reset of the chat ${chat_id}, which it is not in`);
    const before = this.standing.positionIn(ref.chat) ?? 0;
    this.record.reset(ref.chat, last_seq);
    this.standing.advance(ref.chat, last_seq);
    void readHistory(this.options, ref, before, () => !this.ended);
  }

  private ownBy(id: string): Send | undefined {
    return this.chats.flatMap(({ chat }) => this.standing.unackedIn(chat)).find(({ n }) => String(n) === id);
  }
}
