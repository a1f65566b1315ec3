import type { ReceiptKind } from '@besage/contracts';
import { isRefusal, retryDelay } from './besage-error.js';
import type { Connection } from './socket/connection.js';
import { chatOf, type ChatState } from './store/state.js';
import type { Store } from './store/store.js';

interface Wanted {
  kind: ReceiptKind;
  chatId: string;
  seq: number;
}

/**
 * Says what has reached me and what I have read. Of each chat the furthest is what counts: while one is under way, the
 * others become one. What the server has not heard is said again on the next line.
 */
export class Receipts {
  readonly #store: Store;
  readonly #ask: Connection['ask'];
  readonly #wanted = new Map<string, Wanted>();
  readonly #underWay = new Set<string>();

  constructor(store: Store, ask: Connection['ask']) {
    this.#store = store;
    this.#ask = ask;
  }

  /** All that is here of a chat is read. */
  read(chatId: string): void {
    const chat = chatOf(this.#store.getSnapshot(), chatId);
    if (!chat || this.#mine(chat).read_seq >= (chat.last_message?.seq ?? 0)) return;
    this.#want({ kind: 'read', chatId, seq: chat.seq });
    this.#showRead(chatId, chat.seq);
  }

  /** Something has reached me. */
  received(chatId: string): void {
    const chat = chatOf(this.#store.getSnapshot(), chatId);
    if (chat && this.#isBehind(chat)) this.#want({ kind: 'delivered', chatId, seq: chat.seq });
  }

  /** There is a new line. */
  resume(): void {
    for (const { kind, chatId, seq } of this.#wanted.values()) if (kind === 'read') this.#showRead(chatId, seq);
    for (const chat of this.#store.getSnapshot().chats) this.received(chat.id);
    for (const key of this.#wanted.keys()) void this.#say(key);
  }

  forget(): void {
    this.#wanted.clear();
  }

  #isBehind(chat: ChatState): boolean {
    const { last_message: last, unread_count } = chat;
    const isOfOthers = last?.sender.id !== this.#store.getSnapshot().me?.id || unread_count > 0;
    return isOfOthers && this.#mine(chat).delivered_seq < Math.min(chat.seq, last?.seq ?? 0);
  }

  #mine({ receipts }: ChatState): { delivered_seq: number; read_seq: number } {
    return receipts[this.#store.getSnapshot().me?.id ?? ''] ?? { delivered_seq: 0, read_seq: 0 };
  }

  /** The screen does not wait for the server, where all is read: what is left of it otherwise, the server knows. */
  #showRead(chat_id: string, seq: number): void {
    const last = chatOf(this.#store.getSnapshot(), chat_id)?.last_message;
    if (seq < (last?.seq ?? 0)) return;
    const user_id = this.#store.getSnapshot().me?.id ?? '';
    const data = { user_id, delivered_seq: seq, read_seq: seq };
    this.#store.dispatch({ type: 'event', event: 'receipt', chat_id, data });
  }

  #want(wanted: Wanted): void {
    const key = `${wanted.kind} ${wanted.chatId}`;
    this.#wanted.set(key, wanted);
    void this.#say(key);
  }

  async #say(key: string): Promise<void> {
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    for (let wanted = this.#wanted.get(key); wanted && this.#isOnline(); wanted = this.#wanted.get(key)) {
      const { kind, chatId: chat_id, seq } = wanted;
      try {
        await this.#ask({ type: `receipt.${kind}`, chat_id, seq });
      } catch (error) {
        // Without an answer it is said on the next line; refused, for example because I am not in the chat, never again.
        if (isRefusal(error, 'unreachable')) break;
        const delay = retryDelay(error);
        if (delay !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, delay));
          continue;
        }
      }
      if (this.#wanted.get(key) === wanted) this.#wanted.delete(key);
    }
    this.#underWay.delete(key);
  }

  #isOnline(): boolean {
    return this.#store.getSnapshot().connection === 'online';
  }
}
