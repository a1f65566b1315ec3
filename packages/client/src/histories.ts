import type { Api } from './rest/api.js';
import { chatOf } from './store/state.js';
import type { Store } from './store/store.js';

const PAGE = 50;
/** Milliseconds until what could not be read anew is tried again. */
const REST = 2_000;

/** Reads over REST what the log does not tell: older messages, and chats of which something was missed. */
export class Histories {
  readonly #store: Store;
  readonly #api: Api;
  /** By chat. */
  readonly #loading = new Map<string, Promise<void>>();
  readonly #fetching = new Map<string, Promise<void>>();
  /** Chats that could not be read just now. */
  readonly #resting = new Set<string>();

  constructor(store: Store, api: Api) {
    this.#store = store;
    this.#api = api;
    store.subscribe(() => this.#mend());
  }

  /**
   * Reads the newest page of a chat, or the one before what is there already.
   *
   * @throws BesageError
   */
  loadOlder(chatId: string): Promise<void> {
    return once(this.#loading, chatId, async () => {
      if (!chatOf(this.#store.getSnapshot(), chatId)) await this.fetchChat(chatId);
      await this.#load(chatId);
    });
  }

  /**
   * Reads a chat.
   *
   * @param seq where its log is known, of a chat that is new here; by default at its last message
   * @throws BesageError
   */
  fetchChat(chatId: string, seq?: number): Promise<void> {
    return once(this.#fetching, chatId, async () => {
      this.#store.dispatch({ type: 'chat_asked', chat_id: chatId });
      try {
        const chat = await this.#api.chats.get(chatId);
        this.#store.dispatch({ type: 'chat_fetched', chat, seq: seq ?? chat.last_message?.seq ?? 0 });
      } catch (error) {
        this.#store.dispatch({ type: 'chat_failed', chat_id: chatId });
        throw error;
      }
    });
  }

  async #load(chat_id: string): Promise<void> {
    const history = chatOf(this.#store.getSnapshot(), chat_id)?.history;
    if (!history || (history.loaded && !history.has_older)) return;
    this.#store.dispatch({ type: 'history_asked', chat_id });
    try {
      const { items: messages } = await this.#api.chats.history(chat_id, {
        before: history.messages[0]?.seq,
        limit: PAGE,
      });
      const has_older = messages.length === PAGE;
      this.#store.dispatch({ type: 'history_loaded', chat_id, messages, has_older });
    } catch (error) {
      this.#store.dispatch({ type: 'history_failed', chat_id });
      throw error;
    }
    // It was lost meanwhile.
    if (chatOf(this.#store.getSnapshot(), chat_id)?.history.stale) await this.#load(chat_id);
  }

  /** Reads anew what was lost, as soon as somebody answers. */
  #mend(): void {
    const { chats, connection } = this.#store.getSnapshot();
    if (connection !== 'online') return;
    for (const { id, stale, history } of chats) {
      if (this.#resting.has(id)) continue;
      if (stale && !this.#fetching.has(id)) this.#try(id, () => this.fetchChat(id));
      if (history.stale && !this.#loading.has(id)) this.#try(id, () => this.loadOlder(id));
    }
  }

  /** Where that fails, the chat is left alone for a while. */
  #try(id: string, read: () => Promise<void>): void {
    read().catch(() => {
      if (this.#resting.has(id)) return;
      this.#resting.add(id);
      setTimeout(() => {
        this.#resting.delete(id);
        this.#mend();
      }, REST);
    });
  }
}

/** Does a thing that is under way not a second time. */
function once(underWay: Map<string, Promise<void>>, key: string, run: () => Promise<void>): Promise<void> {
  const current = underWay.get(key);
  if (current) return current;
  const started = Promise.resolve()
    .then(run)
    .finally(() => underWay.delete(key));
  underWay.set(key, started);
  return started;
}
