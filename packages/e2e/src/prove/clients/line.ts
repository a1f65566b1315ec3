import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { ClientRecord } from '../history/history.js';
import type { Random } from '../random.js';

/** Milliseconds that opening a socket may take. */
const HANDSHAKE_PATIENCE = 5_000;
/** Full jitter: before its nth try a client waits a random time up to `first * 2 ** n`, and `longest` at most. */
const WAIT = { first: 200, longest: 3_000 };
/** Milliseconds that a socket must live to count as well: then the next wait is a short one. */
const LIVELY = 1_000;
/** Closes after which a client comes back: a lost line, a server that goes down, a reader that was too slow. */
const USUAL_CLOSES = [1006, 1012, 4408];

export interface LineOptions {
  /** Where to come in this time. */
  door: () => URL;
  random: Random;
  record: ClientRecord;
  onOpen: () => void;
  onFrame: (frame: unknown) => void;
}

/** A socket that is opened again for ever, at any door, whatever closes it. */
export class Line {
  private readonly options: LineOptions;
  private readonly ending = new AbortController();
  private socket: WebSocket | undefined;
  private running: Promise<void> | undefined;
  private napping = new AbortController();
  /** Milliseconds for which the client wants to be away; 0 on its way back, undefined once it is there. */
  private away: number | undefined;

  constructor(options: LineOptions) {
    this.options = options;
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Whether it is of the client's own will that there is no socket. */
  get isAway(): boolean {
    return this.away !== undefined;
  }

  start(): void {
    this.running = this.run();
  }

  send(frame: object): void {
    this.socket?.send(JSON.stringify(frame), () => undefined); // a lost line tells of itself
  }

  /** Gives up a socket that says nothing: it is opened anew, maybe elsewhere. */
  drop(): void {
    this.socket?.terminate();
  }

  /** Goes away without a word, as a phone does in a tunnel, for so many ms or until {@link wake}. */
  nap(ms: number): void {
    if (this.away) return; // it sleeps already, and only the nap that it sleeps can be ended
    this.napping = new AbortController();
    this.away = ms;
    this.drop();
  }

  wake(): void {
    this.napping.abort();
  }

  async end(): Promise<void> {
    this.ending.abort();
    this.wake();
    this.drop();
    await this.running;
  }

  private async run(): Promise<void> {
    const { random } = this.options;
    const { signal } = this.ending;
    for (let failures = 0; !signal.aborted; failures++) {
      const began = Date.now();
      await this.runSocket();
      await this.stayAway();
      if (Date.now() - began > LIVELY) failures = 0;
      const wait = random.between(0, Math.min(WAIT.longest, WAIT.first * 2 ** failures));
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  private async stayAway(): Promise<void> {
    if (!this.away) return;
    await pause(this.away, undefined, { signal: this.napping.signal }).catch(() => undefined);
    this.away = 0;
  }

  /** Opens a socket and resolves when it has closed. */
  private runSocket(): Promise<void> {
    const { door, record, onOpen, onFrame } = this.options;
    const socket = new WebSocket(door(), { handshakeTimeout: HANDSHAKE_PATIENCE, perMessageDeflate: false });
    this.socket = socket;
    return new Promise((resolve) => {
      let opened = false;
      socket.on('open', () => {
        opened = true;
        this.away = undefined;
        record.connected();
        onOpen();
      });
      socket.on('message', (data: Buffer) => onFrame(JSON.parse(data.toString())));
      socket.on('error', () => undefined); // 'close' follows
      socket.on('close', (code, reason) => {
        if (opened && !this.isAway && !this.ending.signal.aborted) this.noteClose(code, reason.toString());
        resolve();
      });
    });
  }

  private noteClose(code: number, reason: string): void {
    const { record } = this.options;
    record.closed(code);
    if (!USUAL_CLOSES.includes(code)) record.complain(`its socket was closed with ${code} (${reason})`);
  }
}
