import type { CommandFrameV2, ServerFrameV2 } from '@besage/contracts';
import { BesageError, unreachable } from '../besage-error.js';
import type { SocketConstructor, SocketPort } from '../ports.js';

/** Milliseconds until somebody must have said `connected`. */
const WELCOME_PATIENCE = 20_000;
const LOST = 1006;
const FRAME_TOO_BIG = 1009;

type Told<Type extends ServerFrameV2['type']> = Extract<ServerFrameV2, { type: Type }>;

/** A command without its id. */
export type Command = {
  [Type in CommandFrameV2['type']]: Omit<Extract<CommandFrameV2, { type: Type }>, 'id'>;
}[CommandFrameV2['type']];

export interface LineOptions {
  url: string;
  WebSocket: SocketConstructor;
  token: string;
  since: Record<string, number>;
  onConnected: (frame: Told<'connected'>) => void;
  onFrame: (frame: Told<'event' | 'reset'>) => void;
  /** Once, however it ended. */
  onClosed: (code: number) => void;
}

interface Asked {
  /** Of the frame, in characters. */
  size: number;
  resolve: (ack: Told<'ack'>) => void;
  reject: (error: BesageError) => void;
}

/** One connection from its beginning to its end: says who comes, asks and hears, and notices when nobody is there. */
export class Line {
  readonly #options: LineOptions;
  readonly #socket: SocketPort;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #closed = false;
  /** Until the welcome a patience, then the heartbeat. */
  #timer: ReturnType<typeof setTimeout>;
  #heard = false;
  #pinged = false;

  constructor(options: LineOptions) {
    this.#options = options;
    const { url, WebSocket, token, since } = options;
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener('open', () => {
      if (!this.#closed) this.#socket.send(JSON.stringify({ type: 'connect', token, since }));
    });
    this.#socket.addEventListener('message', ({ data }) => this.#hear(data));
    this.#socket.addEventListener('error', () => undefined);
    this.#socket.addEventListener('close', ({ code }) => this.#end(code));
    this.#timer = setTimeout(() => this.close(), WELCOME_PATIENCE);
  }

  /**
   * Asks for something.
   *
   * @throws BesageError the refusal; `unreachable` where the line was lost before the answer
   */
  ask(command: Command): Promise<Told<'ack'>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(unreachable());
      const id = (this.#lastId += 1);
      const text = JSON.stringify({ ...command, id });
      this.#asked.set(id, { size: text.length, resolve, reject });
      this.#socket.send(text);
    });
  }

  /** Gives the line up at once: a dead one would take its time to close. */
  close(): void {
    this.#socket.close();
    this.#end(LOST);
  }

  #hear(data: unknown): void {
    if (this.#closed) return;
    this.#heard = true;
    const frame = parse(data);
    switch (frame?.type) {
      case 'ack':
        return this.#take(frame.id)?.resolve(frame);
      case 'error': {
        const { id, code, detail, retry_after: retryAfter } = frame;
        return this.#take(id)?.reject(new BesageError(code, detail, { retryAfter }));
      }
      case 'connected':
        this.#watch(frame.heartbeat_ms);
        return this.#options.onConnected(frame);
      case 'event':
      case 'reset':
        return this.#options.onFrame(frame);
      default:
      // Of another version.
    }
  }

  #take(id: unknown): Asked | undefined {
    const asked = this.#asked.get(Number(id));
    this.#asked.delete(Number(id));
    return asked;
  }

  /** Nothing heard for a while: asks whether somebody is there. Nothing after that either: nobody is. */
  #watch(heartbeat: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#heard && this.#pinged) return this.close();
      this.#pinged = !this.#heard;
      if (this.#pinged) this.ask({ type: 'ping' }).catch(() => undefined);
      this.#heard = false;
      this.#watch(heartbeat);
    }, heartbeat);
  }

  #end(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    // Which one was too big is not said: the biggest.
    const biggest = Math.max(...asked.map(({ size }) => size));
    for (const { size, reject } of asked) reject(code === FRAME_TOO_BIG && size === biggest ? tooBig() : unreachable());
    this.#options.onClosed(code);
  }
}

const tooBig = () => new BesageError('payload_too_large', 'What was sent is too large.');

/** The server is believed: what it says is checked where it says it. */
function parse(data: unknown): ServerFrameV2 | undefined {
  try {
    return JSON.parse(String(data)) as ServerFrameV2;
  } catch {
    return undefined;
  }
}
