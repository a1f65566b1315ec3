import type { ReactionType } from '@besage/contracts';
import type { Draft } from './outbox.js';
import type { Command } from './socket/line.js';
import { chatOf, type ChatMessage, type ChatState, type OutgoingMessage, type State } from './store/state.js';

/** What a chat needs of the client. */
export interface ChatDoors {
  getSnapshot: () => State;
  send: (chatId: string, draft: Draft) => OutgoingMessage;
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
  /** Asks until there is an answer. */
  askAgain: (command: Command) => Promise<void>;
  loadOlder: (chatId: string) => Promise<void>;
  markRead: (chatId: string) => void;
  typing: (chatId: string) => void;
}

/** One chat: what it holds, and what one can do in it. */
export class Chat {
  readonly id: string;
  readonly #doors: ChatDoors;
  #shown: { chat: ChatState | undefined; outgoing: State['outgoing']; messages: readonly ChatMessage[] } | undefined;

  constructor(id: string, doors: ChatDoors) {
    this.id = id;
    this.#doors = doors;
  }

  /** All that is known of it; `undefined` until it is. */
  get state(): ChatState | undefined {
    return chatOf(this.#doors.getSnapshot(), this.id);
  }

  /** What is loaded, oldest first, and behind it what I send. The same array as long as that is the same. */
  get messages(): readonly ChatMessage[] {
    const { outgoing } = this.#doors.getSnapshot();
    const chat = this.state;
    const before = this.#shown;
    if (before && before.chat?.history.messages === chat?.history.messages && before.outgoing === outgoing) {
      return before.messages;
    }
    const messages = [...(chat?.history.messages ?? []), ...outgoing.filter((message) => message.chat === this.id)];
    this.#shown = { chat, outgoing, messages };
    return messages;
  }

  /** Sends a message. It is in `messages` at once, and on its way as soon as there is a line. */
  send(draft: Draft | string): OutgoingMessage {
    return this.#doors.send(this.id, typeof draft === 'string' ? { content: draft } : draft);
  }

  /** Sends one again that was refused. */
  retry(clientId: string): void {
    this.#doors.retry(clientId);
  }

  /** Forgets one that was refused. */
  discard(clientId: string): void {
    this.#doors.discard(clientId);
  }

  /** @throws BesageError */
  edit(messageId: string, content: string): Promise<void> {
    return this.#doors.askAgain({ type: 'message.edit', message_id: messageId, content });
  }

  /** @throws BesageError */
  delete(messageId: string): Promise<void> {
    return this.#doors.askAgain({ type: 'message.delete', message_id: messageId });
  }

  /**
   * Says what I feel about a message; `null` takes it back.
   *
   * @throws BesageError
   */
  react(messageId: string, reaction: ReactionType | null): Promise<void> {
    return this.#doors.askAgain({ type: 'reaction.set', message_id: messageId, reaction });
  }

  /**
   * Loads the newest messages, or those before the ones that are loaded.
   *
   * @throws BesageError
   */
  loadOlder(): Promise<void> {
    return this.#doors.loadOlder(this.id);
  }

  /** I have read all of it. To be called as often as one likes. */
  markRead(): void {
    this.#doors.markRead(this.id);
  }

  /** I am typing. To be called at every keystroke. */
  typing(): void {
    this.#doors.typing(this.id);
  }
}
