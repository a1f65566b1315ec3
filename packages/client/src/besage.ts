import type { User } from '@besage/contracts';
import { askAgain } from './ask-again.js';
import { signedOut } from './besage-error.js';
import { Chat, type ChatDoors } from './chat.js';
import { Emitter } from './emitter.js';
import type { ClientEvents } from './events.js';
import { Histories } from './histories.js';
import { Outbox } from './outbox.js';
import { memoryStorage, type SocketConstructor, type StoragePort } from './ports.js';
import { Receipts } from './receipts.js';
import { createApi, type Api } from './rest/api.js';
import { createCaller } from './rest/caller.js';
import { createHttp, type Http } from './rest/http.js';
import { Session, type LoggedIn } from './session/session.js';
import { Connection } from './socket/connection.js';
import { positionsOf, type ConnectionState, type State } from './store/state.js';
import { Store } from './store/store.js';
import { Sync } from './sync.js';
import { Typing } from './typing.js';

export interface BesageOptions {
  /** Where the server is: `https://chat.example.com`. */
  url: string;
  /** Keeps the session and unsent messages: `localStorage`, AsyncStorage. By default they end with the program. */
  storage?: StoragePort;
  /** By default the one of the platform; Node 20 has none: that of the package `ws`. */
  WebSocket?: SocketConstructor;
  fetch?: typeof globalThis.fetch;
}

export interface Credentials {
  /** The username, or the e-mail address. */
  username: string;
  password: string;
}

export interface NewAccount extends Credentials {
  email: string;
}

/** The client: who is signed in, the line that never gives up, everything that is known, and one door to each chat. */
export class Besage {
  /** The REST API. */
  readonly api: Api;
  readonly #http: Http;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #store = new Store();
  readonly #events = new Emitter<ClientEvents>();
  readonly #sync: Sync;
  readonly #outbox: Outbox;
  readonly #histories: Histories;
  readonly #receipts: Receipts;
  readonly #typing: Typing;
  readonly #chats = new Map<string, Chat>();

  constructor({ url, storage = memoryStorage(), WebSocket = globalThis.WebSocket, fetch = callFetch }: BesageOptions) {
    const base = url.replace(/\/+$/, '');
    const [store, events] = [this.#store, this.#events];
    this.#http = createHttp(base, fetch);
    this.#session = new Session({
      http: this.#http,
      storage,
      onRenewed: (token) => this.#connection.renewed(token),
      onEnded: () => this.#signOut(),
    });
    this.api = createApi(createCaller(this.#http, this.#session));
    this.#histories = new Histories(store, this.api);
    this.#connection = new Connection({
      url: `${base.replace(/^http/, 'ws')}/ws/`,
      WebSocket,
      session: this.#session,
      since: () => positionsOf(store.getSnapshot()),
      onConnected: (frame, since) => store.dispatch({ type: 'connected', frame, since }),
      onFrame: (frame) => this.#sync.hear(frame),
      onState: (state) => this.#onState(state),
    });
    const ask: Connection['ask'] = (command) => this.#connection.ask(command);
    this.#sync = new Sync({
      store,
      events,
      restart: () => this.#connection.restart(),
      fetchChat: (id, seq) => this.#histories.fetchChat(id, seq),
    });
    this.#outbox = new Outbox({ store, storage, events, ask });
    this.#receipts = new Receipts(store, ask);
    this.#typing = new Typing(store, ask);
    this.on('message', ({ chat_id }) => this.#receipts.received(chat_id));
    this.on('reset', ({ chat_id }) => this.#receipts.received(chat_id));
    this.on('typing', ({ chat_id, data }) => this.#typing.hear(chat_id, data.user_id));
  }

  /** @throws BesageError */
  register(account: NewAccount): Promise<User> {
    return this.#enter('/auth/register/', account);
  }

  /** @throws BesageError */
  login(credentials: Credentials): Promise<User> {
    return this.#enter('/auth/login/', credentials);
  }

  /** Takes up the session that the storage has. */
  async restore(): Promise<User | undefined> {
    const user = await this.#session.restore();
    if (user) await this.#begin(user);
    return user;
  }

  /** Ends the session here, and on the server if it can be reached. What was not sent stays in the storage. */
  async logout(): Promise<void> {
    if (!this.user) return;
    const token = await this.#session.token().catch(() => undefined);
    if (token !== undefined) {
      await this.#http({ method: 'POST', path: '/auth/logout/', body: {}, token }).catch(() => undefined);
    }
    await this.#session.end();
    this.#signOut();
  }

  get user(): User | undefined {
    return this.#session.user;
  }

  /**
   * Opens the line, and keeps it open until `disconnect()`. Waits until it is for the first time; no need to wait for that.
   *
   * @throws BesageError `signed_out`
   */
  connect(): Promise<void> {
    const online = this.#goOnline();
    // Whoever does not wait for it hears `signed_out`.
    online.catch(() => undefined);
    return online;
  }

  async #goOnline(): Promise<void> {
    if (this.user) this.#connection.connect();
    await this.#store.until(({ connection }) => connection === 'online' || connection === 'signed_out');
    if (this.#store.getSnapshot().connection === 'signed_out') throw signedOut();
  }

  disconnect(): void {
    this.#connection.disconnect();
  }

  /** The one door to a chat: the same each time. */
  chat(id: string): Chat {
    const chat = this.#chats.get(id) ?? new Chat(id, this.#doors);
    this.#chats.set(id, chat);
    return chat;
  }

  /** @returns what ends the listening */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** Everything that is known; another object whenever anything of it changed. */
  readonly getSnapshot = (): State => this.#store.getSnapshot();

  /** Calls back after every change. @returns what ends it */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  readonly #doors: ChatDoors = {
    getSnapshot: this.getSnapshot,
    send: (chatId, draft) => {
      this.#typing.stop(chatId);
      return this.#outbox.add(chatId, draft);
    },
    retry: (clientId) => this.#outbox.retry(clientId),
    discard: (clientId) => this.#outbox.discard(clientId),
    askAgain: (command) => askAgain(this.#store, (asked) => this.#connection.ask(asked), command),
    loadOlder: (chatId) => this.#histories.loadOlder(chatId),
    markRead: (chatId) => this.#receipts.read(chatId),
    typing: (chatId) => this.#typing.say(chatId),
  };

  async #enter(path: string, body: object): Promise<User> {
    const answer = await this.#http({ method: 'POST', path, body });
    const loggedIn = answer.body as LoggedIn;
    if (this.user) this.#signOut();
    await this.#session.start(loggedIn);
    await this.#begin(loggedIn.user);
    return loggedIn.user;
  }

  async #begin({ id, username, profile_img }: User): Promise<void> {
    this.#store.dispatch({ type: 'signed_in', me: { id, username, profile_img } });
    await this.#outbox.open(id);
  }

  #onState(connection: Exclude<ConnectionState, 'signed_out'>): void {
    const before = this.#store.getSnapshot().connection;
    if (before === 'signed_out' || before === connection) return;
    if (connection === 'offline') {
      this.#sync.forget();
      this.#typing.forget();
    }
    this.#store.dispatch({ type: 'connection', connection });
    if (connection === 'online') this.#receipts.resume();
    this.#events.emit('state', connection);
  }

  #signOut(): void {
    this.#connection.disconnect();
    this.#outbox.close();
    this.#receipts.forget();
    this.#store.dispatch({ type: 'signed_out' });
    this.#events.emit('state', 'signed_out');
    this.#events.emit('signed_out', undefined);
  }
}

// Browsers want it called on the window.
const callFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
