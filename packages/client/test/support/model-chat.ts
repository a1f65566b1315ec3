import type {
  Chat,
  ConnectedChat,
  EntryFrameV2,
  Message,
  Participant,
  Reaction,
  ReactionType,
  ReceiptState,
  UserSummary,
} from '@besage/contracts';

interface Person {
  id: string;
  user: UserSummary;
  joined: number;
  delivered: number;
  read: number;
}

type Stored = Omit<Message, 'status' | 'statuses'>;

interface LogEntry {
  event: EntryFrameV2['event'];
  seq: number;
  actor: string;
  subject: string;
  userIds: string[];
  reaction: Reaction | null;
  /** As it was told when it was made. */
  live: EntryFrameV2;
}

let clock = Date.UTC(2026, 0, 1);
const now = () => new Date((clock += 1_000)).toISOString();
let ids = 0;
/** Ids that sort by the time of their making, as UUIDv7 do. */
const newId = (what: string) => `${what}-${String((ids += 1)).padStart(6, '0')}`;

/** A chat as the server keeps it, in memory: its log, and everything that one may fetch. */
export class ModelChat {
  readonly id = newId('chat');
  readonly created_at = now();
  readonly messages: Stored[] = [];
  readonly log: LogEntry[] = [];
  people: Person[] = [];
  name: string | null;
  active = true;

  constructor(name: string, users: UserSummary[]) {
    this.name = name;
    this.#append('chat.created', users[0]!.id, { userIds: users.map(({ id }) => id) }, (seq) => this.#put(users, seq));
  }

  get lastSeq(): number {
    return this.log.length;
  }

  has(userId: string): boolean {
    return this.people.some(({ user }) => user.id === userId);
  }

  send(sender: UserSummary, clientId: string, content: string): Message {
    const known = this.messages.find((each) => each.sender.id === sender.id && each.client_id === clientId);
    if (known) return this.present(known);
    const id = newId('message');
    this.#append('message.created', sender.id, { subject: id }, (seq) => {
      const written = { id, chat: this.id, seq, sender, content, client_id: clientId, sent_at: now(), edited_at: null };
      this.messages.push({ ...written, deleted: false, reply_to: null, attachments: [], reactions: [], mentions: [] });
    });
    return this.present(this.messages.at(-1)!);
  }

  /** Whether this was sent before: then it is answered whoever is in the chat now. */
  knows(senderId: string, clientId: string): boolean {
    return this.messages.some(({ sender, client_id }) => sender.id === senderId && client_id === clientId);
  }

  edit(id: string, content: string): void {
    const message = this.#message(id);
    if (message.deleted || message.content === content) return;
    this.#append('message.edited', message.sender.id, { subject: id }, () =>
      Object.assign(message, { content, edited_at: now() }),
    );
  }

  delete(id: string): void {
    const message = this.#message(id);
    if (message.deleted) return;
    this.#append('message.deleted', message.sender.id, { subject: id }, () =>
      Object.assign(message, { content: '', deleted: true, reactions: [] }),
    );
  }

  react(id: string, user: UserSummary, type: ReactionType | null): void {
    const message = this.#message(id);
    const before = message.reactions.find((each) => each.user === user.id);
    if (message.deleted || (before?.type ?? null) === type) return;
    const made = { id: before?.id ?? newId('reaction'), message: id, user: user.id, username: user.username };
    const reaction = type && { ...made, type, reacted_at: now() };
    this.#append('reaction.changed', user.id, { subject: id, reaction }, () => {
      const others = message.reactions.filter((each) => each.user !== user.id);
      message.reactions = reaction ? [...others, reaction].sort((a, b) => (a.id < b.id ? -1 : 1)) : others;
    });
  }

  rename(name: string): void {
    if (name === this.name) return;
    this.#append('chat.updated', this.people[0]?.user.id ?? '', {}, () => (this.name = name));
  }

  setActive(active: boolean): void {
    if (active === this.active) return;
    this.#append('chat.updated', this.people[0]?.user.id ?? '', {}, () => (this.active = active));
  }

  add(user: UserSummary): void {
    if (this.has(user.id)) return;
    this.#append('participant.added', user.id, { userIds: [user.id] }, (seq) => this.#put([user], seq));
  }

  remove(userId: string): void {
    if (!this.has(userId)) return;
    this.#append('participant.removed', userId, { userIds: [userId] }, () => {
      this.people = this.people.filter(({ user }) => user.id !== userId);
    });
  }

  /** @returns where the person is, if that is further than before */
  advance(userId: string, delivered: number, read: number): ReceiptState | undefined {
    const person = this.people.find(({ user }) => user.id === userId);
    if (!person) return undefined;
    const before = { ...person };
    person.read = Math.max(person.read, Math.min(read, this.lastSeq));
    person.delivered = Math.max(person.delivered, person.read, Math.min(delivered, this.lastSeq));
    const isSame = before.read === person.read && before.delivered === person.delivered;
    return isSame ? undefined : receiptOf(person);
  }

  /** The log behind a position, as it is read now: what it points at is as it is now. */
  entriesAfter(seq: number): EntryFrameV2[] {
    return this.log.slice(seq).map((entry) => this.#frame(entry));
  }

  present(message: Stored): Message {
    const receivers = this.people.filter(({ user, joined }) => user.id !== message.sender.id && joined < message.seq);
    const statuses = receivers.map(({ id, user, read, delivered }) => {
      const status = read >= message.seq ? 'read' : delivered >= message.seq ? 'delivered' : 'sent';
      return { id: `${message.id}:${id}`, receiver: user, status, updated_at: message.sent_at } as const;
    });
    const order = ['sent', 'delivered', 'read'] as const;
    const status = order.find((each) => statuses.some((one) => one.status === each)) ?? 'sent';
    return structuredClone({ ...message, status, statuses });
  }

  /** Newest first. */
  page(before: number | undefined, limit: number): Message[] {
    const older = this.messages.filter(({ seq }) => before === undefined || seq < before);
    return older
      .slice(-limit)
      .reverse()
      .map((each) => this.present(each));
  }

  asSeenBy(userId: string): Chat {
    const last = this.messages.at(-1);
    const read = this.people.find(({ user }) => user.id === userId)?.read ?? 0;
    const unread = this.messages.filter(({ seq, sender, deleted }) => seq > read && sender.id !== userId && !deleted);
    return {
      id: this.id,
      ...this.#facts(),
      participants: this.#participants(),
      participant_count: this.people.length,
      last_message: last ? this.present(last) : null,
      unread_count: unread.length,
    };
  }

  connectedFor(userId: string): ConnectedChat {
    const me = this.people.find(({ user }) => user.id === userId)!;
    const position = { last_seq: this.lastSeq, read_seq: me.read, delivered_seq: me.delivered };
    return { ...this.asSeenBy(userId), ...position, receipts: this.people.map(receiptOf) };
  }

  #put(users: UserSummary[], seq: number): void {
    for (const user of users) this.people.push({ id: newId('person'), user, joined: seq, delivered: seq, read: seq });
  }

  #append(
    event: LogEntry['event'],
    actor: string,
    { subject = '', userIds = [], reaction = null }: Partial<Pick<LogEntry, 'subject' | 'userIds' | 'reaction'>>,
    change: (seq: number) => unknown,
  ): void {
    const entry = { event, seq: this.log.length + 1, actor, subject, userIds, reaction };
    change(entry.seq);
    this.log.push({ ...entry, live: this.#frame(entry) });
  }

  #frame({ event, seq, actor, subject, userIds, reaction }: Omit<LogEntry, 'live'>): EntryFrameV2 {
    const head = { type: 'event', event, chat_id: this.id, seq, at: now(), actor_id: actor };
    return { ...head, data: structuredClone(this.#data({ event, subject, userIds, reaction, actor })) } as EntryFrameV2;
  }

  #data({ event, actor, subject, userIds, reaction }: Omit<LogEntry, 'live' | 'seq'>): object {
    if (event.startsWith('message.')) return { message: this.present(this.#message(subject)) };
    if (event === 'chat.updated') return { chat: this.#facts() };
    if (event === 'reaction.changed') {
      const { user: user_id, username, type } = reaction ?? { user: actor, username: '', type: null };
      return { message_id: subject, user_id, username, type, reaction };
    }
    const last = this.messages.at(-1);
    return {
      user_ids: userIds,
      participants: this.#participants(),
      participant_count: this.people.length,
      chat: this.#facts(),
      last_message: last ? this.present(last) : null,
    };
  }

  #facts() {
    return { kind: 'group' as const, name: this.name, active: this.active, created_at: this.created_at };
  }

  #participants(): Participant[] {
    return this.people.map(({ id, user }) => {
      return { id, chat: this.id, user, role: 'member' as const, joined_at: this.created_at };
    });
  }

  #message(id: string): Stored {
    return this.messages.find((each) => each.id === id)!;
  }
}

const receiptOf = ({ user, delivered, read }: Person): ReceiptState => {
  return { user_id: user.id, delivered_seq: delivered, read_seq: read };
};
