import type { EntryFrameV2, ServerFrameV2 } from '@besage/contracts';
import type { Emitter } from './emitter.js';
import { eventName, type ClientEvents } from './events.js';
import { chatFrom } from './store/entries.js';
import { chatOf } from './store/state.js';
import type { Store } from './store/store.js';

type Heard = Extract<ServerFrameV2, { type: 'event' | 'reset' }>;

export interface SyncOptions {
  store: Store;
  events: Emitter<ClientEvents>;
  /** Gives the line up and begins another one, which tells again what was missed. */
  restart: () => void;
  /** Reads a chat over REST into the store; `seq` is where its log is known. */
  fetchChat: (id: string, seq: number) => Promise<void>;
}

/**
 * Takes what the server says into the store, so that each chat's log is applied whole, in order, each entry once:
 *
 * 1. **Known**: an entry at or below the chat's position is a repetition, and dropped.
 * 2. **Next**: the one behind it is applied, and told.
 * 3. **Gap**: one further on waits for nothing: the line is begun anew from the positions, and the server replays. Where
 *    the same is missing again, it cannot be told (this version does not know it): then it is passed over.
 * 4. **Unknown chat**: one that `connected` did not list. It is read over REST, its entries wait for that.
 */
export class Sync {
  readonly #options: SyncOptions;
  /** By chat: the position behind which something was missing. */
  readonly #gaps = new Map<string, number>();
  readonly #waiting = new Map<string, EntryFrameV2[]>();

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  hear(frame: Heard): void {
    const { store, events } = this.#options;
    if (frame.type === 'reset') {
      store.dispatch(frame);
      events.emit('reset', frame);
    } else if ('seq' in frame) {
      this.#take(frame);
    } else {
      store.dispatch(frame);
      this.#tell(frame);
    }
  }

  /** The line was lost: what was waited for is told again. */
  forget(): void {
    this.#waiting.clear();
  }

  #take(entry: EntryFrameV2): void {
    const state = this.#options.store.getSnapshot();
    const chat = chatOf(state, entry.chat_id);
    if (!chat && !chatFrom(entry, state.me?.id ?? '')) return this.#wait(entry);
    if (chat && entry.seq <= chat.seq) return;
    if (chat && entry.seq > chat.seq + 1 && this.#gaps.get(chat.id) !== chat.seq) {
      this.#gaps.set(chat.id, chat.seq);
      return this.#options.restart();
    }
    this.#gaps.delete(entry.chat_id);
    this.#options.store.dispatch(entry);
    this.#tell(entry);
  }

  #tell(frame: Extract<Heard, { type: 'event' }>): void {
    this.#options.events.emit(eventName(frame.event), frame);
  }

  #wait(entry: EntryFrameV2): void {
    const waiting = this.#waiting.get(entry.chat_id);
    if (waiting) return void waiting.push(entry);
    const entries = [entry];
    this.#waiting.set(entry.chat_id, entries);
    void this.#enter(entry, entries);
  }

  async #enter(first: EntryFrameV2, entries: EntryFrameV2[]): Promise<void> {
    // It fails where I am in the chat no more; or nobody answers, and the line is lost as well.
    const isHere = await this.#options.fetchChat(first.chat_id, first.seq - 1).then(
      () => true,
      () => false,
    );
    if (this.#waiting.get(first.chat_id) !== entries) return;
    this.#waiting.delete(first.chat_id);
    if (isHere) for (const entry of entries) this.#take(entry);
  }
}
