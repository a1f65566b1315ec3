import { setTimeout as pause } from 'node:timers/promises';
import type { Send } from '../history/history.js';
import { Standing, type ChatRef, type Client, type ClientOptions } from './client.js';
import { readHistory } from './history-reader.js';
import { ask, entryOf, isForNow, messageIn } from './rest.js';

/** Milliseconds between two looks into a chat, at least and at most. */
const LOOK_EVERY = [500, 1_500] as const;

/** A client without sockets: it posts one message after the other into each chat, and looks for new ones now and then. */
export class RestClient implements Client {
  readonly record;
  readonly standing: Standing;
  readonly chats: ChatRef[];
  readonly isAway = false;
  private readonly options: ClientOptions;
  /** Chats in which a message is being posted. */
  private readonly posting = new Map<number, Promise<void>>();
  private readonly looking: Promise<void>[] = [];
  private ended = false;

  constructor(options: ClientOptions) {
    this.options = options;
    this.record = options.record;
    this.standing = new Standing(options.record);
    this.chats = options.chats;
  }

  start(): void {
    for (const ref of this.options.chats) this.looking.push(this.look(ref));
  }

  say(ref: ChatRef): void {
    const { chat } = ref;
    if (!this.standing.nextIn(chat) || this.posting.has(chat)) return;
    this.posting.set(
      chat,
      this.postAll(ref).finally(() => this.posting.delete(chat)),
    );
  }

  async end(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.looking, ...this.posting.values()]);
  }

  private async postAll(ref: ChatRef): Promise<void> {
    for (;;) {
      const send = this.standing.unackedIn(ref.chat)[0];
      if (!send || this.ended) return;
      if (!(await this.post(ref, send))) await pause(this.options.random.between(100, 1_000));
    }
  }

  /** @returns whether it is done with */
  private async post({ chat, id }: ChatRef, send: Send): Promise<boolean> {
    const { record, token, random, doors } = this.options;
    record.sent(send);
    const body = { content: send.content, client_id: send.content };
    const answer = await ask(random.pick(doors.apis), {
      method: 'POST',
      path: `/api/chats/${id}/messages/`,
      token,
      body,
    });
    const message = answer && messageIn(answer);
    if (message) record.ack(send, entryOf(message));
    else if (answer) record.refuse(send, String(answer.status));
    if (!message && isForNow(answer)) return false;
    if (!message) record.complain(`send ${send.n} into chat ${chat} was refused: ${JSON.stringify(answer)}`);
    this.standing.settle(send);
    return true;
  }

  private async look(ref: ChatRef): Promise<void> {
    while (!this.ended) {
      const after = this.standing.positionIn(ref.chat) ?? 0;
      const last = await readHistory(this.options, ref, after, () => !this.ended);
      if (last !== undefined) this.standing.advance(ref.chat, last);
      await pause(this.options.random.between(...LOOK_EVERY));
    }
  }
}
