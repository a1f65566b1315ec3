import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';
import type { Account } from './crowd.js';

/** Milliseconds of the first wait at the most, and of any. */
const WAIT = { first: 1_000, max: 20_000 };

/** What of a frame is looked at. */
const Frame = Compile(
  Type.Object({
    type: Type.String(),
    chat_id: Type.Optional(Type.String()),
    seq: Type.Optional(Type.Integer()),
    last_seq: Type.Optional(Type.Integer()),
    chats: Type.Optional(Type.Array(Type.Object({ id: Type.String(), last_seq: Type.Integer() }))),
  }),
);

/** A v2 client that comes back for ever, with full jitter, and says how far it has each chat. */
export class ReturningClient {
  readonly account: Account;
  /** The last `seq` of each chat. */
  readonly positions = new Map<string, number>();
  isConnected = false;
  repeated = 0;
  skipped = 0;
  private readonly gateways: string[];
  private socket: WebSocket | undefined;
  private tries = 0;
  private isGone = false;

  /** @param gateways `ws://…` */
  constructor(gateways: string[], account: Account) {
    this.gateways = gateways;
    this.account = account;
  }

  open(): void {
    const gateway = this.gateways[Math.floor(Math.random() * this.gateways.length)];
    const socket = new WebSocket(`${gateway ?? ''}/ws/`, { perMessageDeflate: false });
    this.socket = socket;
    socket.on('open', () => {
      const since = Object.fromEntries(this.positions);
      socket.send(JSON.stringify({ type: 'connect', token: this.account.token, since }));
    });
    socket.on('message', (data: Buffer) => this.receive(data));
    socket.on('error', () => undefined);
    socket.on('close', () => this.comeBack());
  }

  /** The line breaks. */
  cut(): void {
    this.socket?.terminate();
  }

  /** It does not come back. */
  leave(): void {
    this.isGone = true;
    this.socket?.terminate();
  }

  private comeBack(): void {
    this.isConnected = false;
    if (this.isGone) return;
    const wait = Math.random() * Math.min(WAIT.max, WAIT.first * 2 ** this.tries);
    this.tries += 1;
    setTimeout(() => this.open(), wait);
  }

  private receive(data: Buffer): void {
    const frame = Frame.Parse(JSON.parse(data.toString()));
    if (frame.type === 'connected') {
      this.isConnected = true;
      this.tries = 0;
      for (const { id, last_seq } of frame.chats ?? []) if (!this.positions.has(id)) this.positions.set(id, last_seq);
    }
    if (frame.type === 'reset' && frame.chat_id) this.positions.set(frame.chat_id, frame.last_seq ?? 0);
    if (frame.type === 'event' && frame.chat_id && frame.seq !== undefined) this.advance(frame.chat_id, frame.seq);
  }

  private advance(chatId: string, seq: number): void {
    const had = this.positions.get(chatId) ?? 0;
    if (seq <= had) this.repeated += 1;
    if (seq > had + 1) this.skipped += 1;
    this.positions.set(chatId, Math.max(had, seq));
  }
}
