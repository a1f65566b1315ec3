import type { User } from '@besage/contracts';
import { isRefusal, signedOut } from '../besage-error.js';
import type { StoragePort } from '../ports.js';
import type { Http } from '../rest/http.js';
import { storedJson } from '../stored-json.js';
import { tokenLife } from './token-life.js';
import { withLock } from './with-lock.js';

/** The part of a token's life after which it is renewed. */
const RENEW_AFTER = 0.8;
const KEY = 'besage:session';

interface TokenPair {
  access: string;
  refresh: string;
}

/** What register and login answer. */
export interface LoggedIn extends TokenPair {
  user: User;
}

interface Current extends LoggedIn {
  /** Milliseconds since 1970, by the clock of this device. */
  renew_at: number;
}

export interface SessionOptions {
  http: Http;
  storage: StoragePort;
  /** The access token is another one now. */
  onRenewed: (access: string) => void;
  /** The server ended the session. */
  onEnded: () => void;
}

/**
 * Who is signed in, and their tokens. A refresh token is good for once: two who use the same end the session. So one
 * exchange is under way at a time, in all tabs of a browser, and who waited for it takes what it brought.
 */
export class Session {
  readonly #options: SessionOptions;
  #current: Current | undefined;
  #refreshing: Promise<string | undefined> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get user(): User | undefined {
    return this.#current?.user;
  }

  /** Milliseconds since 1970 when the access token should be renewed. */
  get renewAt(): number {
    return this.#current?.renew_at ?? Infinity;
  }

  async start(loggedIn: LoggedIn): Promise<void> {
    await this.#keep(loggedIn);
  }

  /** Takes up the session that was kept. */
  async restore(): Promise<User | undefined> {
    this.#current = await storedJson<Current>(this.#options.storage, KEY);
    return this.user;
  }

  /**
   * The access token, renewed in time. While that fails for want of a connection, the one there is.
   *
   * @throws BesageError `signed_out`
   */
  async token(): Promise<string> {
    const { access, renew_at: renewAt } = this.#required();
    if (Date.now() < renewAt) return access;
    const fresh = await this.refresh(access).catch(() => access);
    if (fresh === undefined) throw signedOut();
    return fresh;
  }

  /**
   * Exchanges the tokens, unless that was done since `stale`.
   *
   * @param stale the access token that is no good any more
   * @returns the new one; `undefined` where the server has ended the session
   * @throws BesageError `unreachable` …: try again later
   */
  refresh(stale: string): Promise<string | undefined> {
    if (this.#current?.access !== stale) return Promise.resolve(this.#current?.access);
    this.#refreshing ??= withLock(KEY, () => this.#exchange(stale)).finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Forgets who was signed in. */
  async end(): Promise<void> {
    this.#current = undefined;
    await this.#options.storage.removeItem(KEY);
  }

  async #exchange(stale: string): Promise<string | undefined> {
    const before = this.#required();
    // Another tab may have been faster.
    const stored = await storedJson<Current>(this.#options.storage, KEY);
    if (stored?.user.id === before.user.id && stored.access !== stale) return this.#take(stored);
    try {
      const body = { refresh: before.refresh };
      const answer = await this.#options.http({ method: 'POST', path: '/auth/token/refresh/', body });
      if (this.#current !== before) return this.#current?.access;
      return this.#take(await this.#keep({ ...before, ...(answer.body as TokenPair) }));
    } catch (error) {
      if (!isRefusal(error, 'invalid_refresh_token')) throw error;
      if (this.#current === before) {
        await this.end();
        this.#options.onEnded();
      }
      return undefined;
    }
  }

  #take(current: Current): string {
    this.#current = current;
    this.#options.onRenewed(current.access);
    return current.access;
  }

  async #keep({ user, access, refresh }: LoggedIn): Promise<Current> {
    this.#current = { user, access, refresh, renew_at: Date.now() + tokenLife(access) * RENEW_AFTER };
    const current = this.#current;
    await this.#options.storage.setItem(KEY, JSON.stringify(current));
    return current;
  }

  #required(): Current {
    if (!this.#current) throw signedOut();
    return this.#current;
  }
}
