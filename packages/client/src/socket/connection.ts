import type { CloseCode } from '@besage/contracts';
import { isRefusal, unreachable } from '../besage-error.js';
import type { Session } from '../session/session.js';
import type { ConnectionState } from '../store/state.js';
import { backoff } from './backoff.js';
import { Line, type Command, type LineOptions } from './line.js';

const NOT_AUTHENTICATED: CloseCode = 4401;
/** Milliseconds after which a line went well: what ends it then is no failed attempt. */
const WENT_WELL = 5_000;
/** Milliseconds between attempts to renew the token. */
const RENEW_AGAIN = 5_000;
const NO_WEB_SOCKET = 'There is no WebSocket here: pass one to the client, for example that of the package ws.';
const LONGEST_TIMER = 2_147_483_647;

type LineEnds = Pick<LineOptions, 'url' | 'WebSocket' | 'onFrame'>;

export interface ConnectionOptions extends LineEnds {
  session: Session;
  /** Up to where the logs are known. */
  since: () => Record<string, number>;
  onConnected: (frame: Parameters<LineOptions['onConnected']>[0], since: Record<string, number>) => void;
  onState: (state: Exclude<ConnectionState, 'signed_out'>) => void;
}

/** Keeps a line open, for ever: from `connect` to `disconnect` it comes back after whatever happened. */
export class Connection {
  readonly #options: ConnectionOptions;
  #wanted = false;
  #line: Line | undefined;
  #connectedAt: number | undefined;
  #attempts = 0;
  /** The access token with which the last line began. */
  #token: string | undefined;
  /** The server did not take that token. */
  #refused = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #isAttempting = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects, at once also where it was waiting for the next attempt. */
  connect(): void {
    // The types know of browsers only.
    if (typeof this.#options.WebSocket !== 'function') throw new TypeError(NO_WEB_SOCKET);
    if (!this.#wanted) globalThis.addEventListener?.('online', this.#onOnline);
    this.#wanted = true;
    if (!this.#line && !this.#isAttempting) void this.#attempt();
  }

  disconnect(): void {
    this.#wanted = false;
    globalThis.removeEventListener?.('online', this.#onOnline);
    clearTimeout(this.#retry);
    this.#line?.close();
  }

  /** Gives the line up and begins another one: what was missed is told again. */
  restart(): void {
    this.#line?.close();
  }

  /** The access token is another one. */
  renewed(token: string): void {
    if (this.#connectedAt === undefined || token === this.#token) return;
    this.#token = token;
    this.#line?.ask({ type: 'auth', token }).catch(() => undefined);
    this.#planRenewal();
  }

  /** @throws BesageError the refusal; `unreachable` where there is no line, or it was lost before the answer */
  ask(command: Command): ReturnType<Line['ask']> {
    return this.#line && this.#connectedAt !== undefined ? this.#line.ask(command) : Promise.reject(unreachable());
  }

  // The network is back, says the browser.
  readonly #onOnline = (): void => this.connect();

  async #attempt(): Promise<void> {
    clearTimeout(this.#retry);
    this.#isAttempting = true;
    this.#options.onState('connecting');
    try {
      const token = await this.#freshToken();
      if (this.#wanted) this.#open(token);
      else this.#options.onState('offline');
    } catch (error) {
      // Signed out: the session has said so, and there is nobody to come back.
      if (!isRefusal(error, 'signed_out')) this.#comeBack(0);
    } finally {
      this.#isAttempting = false;
    }
  }

  async #freshToken(): Promise<string> {
    const { session } = this.#options;
    if (this.#refused && this.#token !== undefined) await session.refresh(this.#token);
    this.#refused = false;
    return session.token();
  }

  #open(token: string): void {
    const { url, WebSocket, since: positions, onConnected, onFrame, onState } = this.#options;
    this.#token = token;
    const since = positions();
    const line = new Line({
      url,
      WebSocket,
      token,
      since,
      onFrame,
      onConnected: (frame) => {
        this.#connectedAt = Date.now();
        onConnected(frame, since);
        onState('online');
        this.#planRenewal();
      },
      onClosed: (code) => this.#onClosed(code),
    });
    this.#line = line;
  }

  #onClosed(code: number): void {
    clearTimeout(this.#renewal);
    if (this.#connectedAt !== undefined && Date.now() - this.#connectedAt > WENT_WELL) this.#attempts = 0;
    this.#line = undefined;
    this.#connectedAt = undefined;
    this.#refused = code === NOT_AUTHENTICATED;
    this.#comeBack(code);
  }

  #comeBack(code: number): void {
    this.#options.onState('offline');
    if (!this.#wanted) return;
    this.#retry = setTimeout(() => this.connect(), backoff(this.#attempts, code));
    this.#attempts += 1;
  }

  /** Renews the token before it runs out; the session tells us then. */
  #planRenewal(atLeast = 0): void {
    clearTimeout(this.#renewal);
    const delay = Math.max(atLeast, this.#options.session.renewAt - Date.now());
    this.#renewal = setTimeout(
      () => {
        void this.#options.session.token().catch(() => undefined);
        this.#planRenewal(RENEW_AGAIN);
      },
      Math.min(delay, LONGEST_TIMER),
    );
  }
}
