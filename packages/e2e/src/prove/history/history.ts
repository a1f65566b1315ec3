import { Entries, type Entry } from './entries.js';
import { Track } from './track.js';

/** How a client speaks: the documented sockets, the second protocol, or REST alone. */
export type ClientKind = 'v1' | 'v2' | 'rest';

/** One numbered message, on its way. */
export interface Send {
  n: number;
  chat: number;
  /** What it says, and its `client_id`: `{client}:{n}`. */
  content: string;
  /** How often it was sent. */
  tries: number;
  /** The number of the entry that it was acked with. */
  acked: number | undefined;
  /** Whether it was refused at some time: then its place among the others is not promised. */
  refused: boolean;
}

/** What one client did and met. */
export interface ClientHistory {
  /** Its number, the first part of all that it says. */
  client: number;
  kind: ClientKind;
  userId: string;
  /** By the number of the chat. */
  tracks: Map<number, Track>;
  /** By their `n`. */
  sends: Send[];
  /** What must never happen to it, in words. */
  complaints: string[];
}

export interface Counts {
  sends: number;
  /** Sends again, for want of an answer or because it was a refusal. */
  repeats: number;
  acks: number;
  refusals: number;
  /** Entries that came over sockets or, to who has none, over REST. */
  deliveries: number;
  /** Entries that clients with sockets read over REST. */
  reads: number;
  /** Sockets that opened. */
  connections: number;
  resets: number;
}

/** Gets each event as it happens, for a file. */
export type EventLog = (event: object) => void;

/** All that clients did and met in one run. Whoever checks it needs nothing of the clients themselves. */
export class History {
  readonly entries = new Entries();
  readonly clients: ClientHistory[] = [];
  readonly counts: Counts = {
    sends: 0,
    repeats: 0,
    acks: 0,
    refusals: 0,
    deliveries: 0,
    reads: 0,
    connections: 0,
    resets: 0,
  };
  /** How often sockets closed with which code. */
  readonly closes = new Map<number, number>();
  private readonly log: EventLog | undefined;

  /** @param log gets every event */
  constructor(log?: EventLog) {
    this.log = log;
  }

  addClient(kind: ClientKind, userId: string, chats: number[]): ClientRecord {
    const tracks = new Map(chats.map((chat) => [chat, new Track()]));
    const client = { client: this.clients.length, kind, userId, tracks, sends: [], complaints: [] };
    this.clients.push(client);
    this.log?.({ event: 'client', client: client.client, kind, user_id: userId, chats });
    return new ClientRecord(this, client, this.log);
  }
}

/** Where one client writes down what it does and meets. */
export class ClientRecord {
  constructor(
    private readonly history: History,
    readonly client: ClientHistory,
    private readonly log: EventLog | undefined,
  ) {}

  /** Makes the next message of this client. */
  next(chat: number): Send {
    const n = this.client.sends.length;
    const send = { n, chat, content: `${this.client.client}:${n}`, tries: 0, acked: undefined, refused: false };
    this.client.sends.push(send);
    return send;
  }

  /** A message leaves, for the first time or again. */
  sent(send: Send): void {
    send.tries += 1;
    const isFirst = send.tries === 1;
    this.history.counts[isFirst ? 'sends' : 'repeats'] += 1;
    if (!isFirst) this.track(send.chat).add('repeated', 0, send.n);
    this.write(isFirst ? 'send' : 'repeat', send.chat, { n: send.n });
  }

  ack(send: Send, entry: Entry): void {
    if (send.acked !== undefined) return;
    send.acked = this.history.entries.numberOf(send.chat, entry);
    this.history.counts.acks += 1;
    this.write('ack', send.chat, { n: send.n, seq: entry.seq, id: entry.id });
  }

  refuse(send: Send, code: string): void {
    send.refused = true;
    this.history.counts.refusals += 1;
    this.write('refuse', send.chat, { n: send.n, code });
  }

  /** A socket has opened. @param seq where the client takes the log to stand; 0 where it cannot know */
  opened(chat: number, seq: number): void {
    this.track(chat).add('opened', seq);
    this.write('opened', chat, { seq });
  }

  connected(): void {
    this.history.counts.connections += 1;
  }

  closed(code: number): void {
    this.history.closes.set(code, (this.history.closes.get(code) ?? 0) + 1);
    this.log?.({ at: Date.now(), event: 'closed', client: this.client.client, code });
  }

  /** An entry came over a socket. */
  seen(chat: number, entry: Entry): void {
    this.history.counts.deliveries += 1;
    this.track(chat).add('seen', entry.seq, this.history.entries.numberOf(chat, entry));
    this.write('seen', chat, entry);
  }

  /** An entry was read over REST. */
  read(chat: number, entry: Entry): void {
    this.history.counts[this.client.kind === 'rest' ? 'deliveries' : 'reads'] += 1;
    this.track(chat).add('read', entry.seq, this.history.entries.numberOf(chat, entry));
    this.write('read', chat, entry);
  }

  /** All history up to here was read over REST. */
  readTo(chat: number, seq: number): void {
    this.track(chat).add('readTo', seq);
    this.write('read_to', chat, { seq });
  }

  reset(chat: number, seq: number): void {
    this.history.counts.resets += 1;
    this.track(chat).add('reset', seq);
    this.write('reset', chat, { seq });
  }

  /** Something that must never happen. */
  complain(what: string): void {
    this.client.complaints.push(what);
    this.log?.({ at: Date.now(), event: 'complaint', client: this.client.client, what });
  }

  private track(chat: number): Track {
    const track = this.client.tracks.get(chat);
    if (!track) throw new RangeError(`Client ${this.client.client} is not in chat ${chat}.`);
    return track;
  }

  private write(event: string, chat: number, fields: object): void {
    this.log?.({ at: Date.now(), event, client: this.client.client, chat, ...fields });
  }
}
