import type { CommandFrameV2, ConnectFrame, EntryFrameV2, ServerFrameV2, UserSummary } from '@besage/contracts';
import type { SocketPort } from '../../src/index.js';
import type { ModelChat } from './model-chat.js';

type Heard = ConnectFrame | CommandFrameV2;

/** An access token that says how long it is good for. */
export function aToken(seconds: number, name = 'token'): string {
  const claims = { iat: 1_000, exp: 1_000 + seconds, name };
  return `header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

/** The server in memory, for one person: REST and the socket, with a network in between that the test moves. */
export class ModelServer {
  readonly me: UserSummary;
  readonly chats: ModelChat[];
  /** All that began. */
  readonly sockets: ModelSocket[] = [];
  /** What REST was asked, and how it answers where the test wants it otherwise. */
  readonly asked: { method: string; path: string }[] = [];
  answer: ((path: string) => Response | undefined) | undefined;
  /** Positions older than this are not replayed but reset. */
  oldestReplay = 0;
  /** Whether the answer of a send leaves before its event. */
  ackFirst = false;
  /** Answers a command with an error instead of doing it. */
  refuse: ((command: CommandFrameV2) => { code: string; retry_after?: number } | undefined) | undefined;
  /** Whether frames pass at once, or wait for `deliver` and `serve`. */
  flows = true;
  /** Milliseconds until a REST answer arrives; it was made before. */
  restDelay = 0;
  accessSeconds = 3_600;
  heartbeat = 25_000;
  #tokens = 0;
  readonly #lost = new Set<string>();
  readonly heard: Heard[] = [];

  constructor(me: UserSummary, chats: ModelChat[]) {
    this.me = me;
    this.chats = chats;
  }

  get socket(): ModelSocket | undefined {
    const socket = this.sockets.at(-1);
    return socket?.isOpen ? socket : undefined;
  }

  readonly WebSocket = this.#socketClass();

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    this.asked.push({ method: init.method ?? 'GET', path: url.pathname });
    const response = this.answer?.(url.pathname) ?? this.#rest(url);
    if (this.restDelay > 0) await new Promise((resolve) => setTimeout(resolve, this.restDelay));
    return response;
  };

  /** Tells what is new in the logs, and receipts, to whoever listens. */
  tell(...frames: ServerFrameV2[]): void {
    const { socket } = this;
    if (!socket?.listens) return;
    for (const frame of frames) socket.tell(frame);
  }

  /** Does something to a chat and tells what its log got by it. */
  change(chat: ModelChat, act: () => unknown): EntryFrameV2[] {
    const [before, wasIn] = [chat.lastSeq, chat.has(this.me.id)];
    act();
    const entries = chat.log.slice(before).map(({ live }) => live);
    if (wasIn || chat.has(this.me.id)) this.tell(...entries);
    return entries;
  }

  receipt(chat: ModelChat, userId: string, delivered: number, read: number): void {
    const data = chat.advance(userId, delivered, read);
    if (data && chat.has(this.me.id)) this.tell({ type: 'event', event: 'receipt', chat_id: chat.id, data });
  }

  /** What was said to the server, by type. */
  said<Type extends Heard['type']>(type: Type): Extract<Heard, { type: Type }>[] {
    return this.heard.filter((frame): frame is Extract<Heard, { type: Type }> => frame.type === type);
  }

  hear(socket: ModelSocket, frame: Heard): void {
    this.heard.push(frame);
    if (frame.type === 'connect') return this.#welcome(socket, frame);
    const refused = this.refuse?.(frame);
    if (refused) return socket.tell({ type: 'error', id: frame.id, detail: '', ...refused } as ServerFrameV2);
    const ack = { type: 'ack', id: frame.id } as const;
    const chat = 'chat_id' in frame ? this.chats.find(({ id }) => id === frame.chat_id) : this.#chatOf(frame);
    if (!chat) return socket.tell(ack);
    const isSend = frame.type === 'message.send';
    const isKnown = isSend && chat.knows(this.me.id, frame.client_id);
    if (!isKnown && !chat.has(this.me.id)) {
      return socket.tell({ type: 'error', id: frame.id, code: 'not_a_participant', detail: 'You are not in it.' });
    }
    if (isSend && !isKnown && !chat.active) {
      return socket.tell({ type: 'error', id: frame.id, code: 'chat_archived', detail: 'This chat is archived.' });
    }
    if (!isSend) {
      this.#obey(chat, frame);
      return socket.tell(ack);
    }
    const before = chat.lastSeq;
    const message = chat.send(this.me, frame.client_id, frame.content);
    const entries = chat.log.slice(before).map(({ live }) => live);
    const answer = { ...ack, message };
    for (const told of this.ackFirst ? [answer, ...entries] : [...entries, answer]) socket.tell(told);
  }

  /** Whether this is an entry that was never lost before: lost for ever, it would be one that the server cannot tell. */
  mayLose(text: string): boolean {
    const frame = JSON.parse(text) as ServerFrameV2;
    const name = 'seq' in frame ? `${frame.chat_id} ${String(frame.seq)}` : undefined;
    if (name === undefined || this.#lost.has(name)) return false;
    this.#lost.add(name);
    return true;
  }

  #chatOf(frame: CommandFrameV2): ModelChat | undefined {
    if (!('message_id' in frame)) return undefined;
    return this.chats.find(({ messages }) => messages.some(({ id }) => id === frame.message_id));
  }

  #obey(chat: ModelChat, frame: CommandFrameV2): void {
    if (frame.type === 'message.edit') this.change(chat, () => chat.edit(frame.message_id, frame.content));
    if (frame.type === 'message.delete') this.change(chat, () => chat.delete(frame.message_id));
    if (frame.type === 'reaction.set') this.change(chat, () => chat.react(frame.message_id, this.me, frame.reaction));
    if (frame.type === 'receipt.read') this.receipt(chat, this.me.id, frame.seq, frame.seq);
    if (frame.type === 'receipt.delivered') this.receipt(chat, this.me.id, frame.seq, 0);
  }

  #welcome(socket: ModelSocket, { since = {} }: ConnectFrame): void {
    const mine = this.chats.filter((chat) => chat.has(this.me.id));
    const chats = mine.filter(({ active }) => active).map((chat) => chat.connectedFor(this.me.id));
    const activity = ({ last_message, created_at }: (typeof chats)[number]) => last_message?.sent_at ?? created_at;
    socket.tell({
      type: 'connected',
      session: 'session',
      user: this.me,
      heartbeat_ms: this.heartbeat,
      chats: chats.sort((a, b) => (activity(a) > activity(b) ? -1 : 1)),
      chat_count: chats.length,
      gone: Object.keys(since).filter((id) => !mine.some((chat) => chat.id === id)),
      online: [],
    });
    socket.listens = true;
    for (const chat of mine) {
      const position = since[chat.id];
      if (position === undefined) continue;
      if (position < this.oldestReplay) socket.tell({ type: 'reset', chat_id: chat.id, last_seq: chat.lastSeq });
      else for (const entry of chat.entriesAfter(position)) socket.tell(entry);
    }
  }

  #rest(url: URL): Response {
    const [, area, id, what] = url.pathname.split('/').slice(1);
    if (area === 'auth') return Response.json(this.newTokens());
    const chat = this.chats.find((each) => each.id === id);
    if (area !== 'chats' || !chat) return Response.json({ code: 'not_found', detail: '' }, { status: 404 });
    if (!chat.has(this.me.id)) return Response.json({ code: 'not_a_participant', detail: '' }, { status: 403 });
    if (what !== 'messages') return Response.json(chat.asSeenBy(this.me.id));
    const before = url.searchParams.get('before');
    return Response.json(
      chat.page(before === null ? undefined : Number(before), Number(url.searchParams.get('limit'))),
    );
  }

  newTokens() {
    const n = String((this.#tokens += 1));
    return { user: this.me, access: aToken(this.accessSeconds, n), refresh: `refresh ${n}` };
  }

  #socketClass() {
    const server = (): ModelServer => this;
    return class extends ModelSocket {
      constructor() {
        super(server());
      }
    };
  }
}

type Listener = (event: { data: unknown; code: number }) => void;

/** Both ends of a socket, and the frames on their way. */
export class ModelSocket implements SocketPort {
  isOpen = false;
  listens = false;
  readonly #server: ModelServer;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #toClient: string[] = [];
  readonly #toServer: string[] = [];

  constructor(server: ModelServer) {
    this.#server = server;
    server.sockets.push(this);
    queueMicrotask(() => {
      this.isOpen = true;
      this.#fire('open');
    });
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as Listener]);
  }

  send(text: string): void {
    this.#toServer.push(text);
    if (this.#server.flows) queueMicrotask(() => this.serve());
  }

  close(): void {
    this.end(1000);
  }

  /** The connection ends: what is on its way is lost. */
  end(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.listens = false;
    queueMicrotask(() => this.#fire('close', { code }));
  }

  tell(frame: ServerFrameV2): void {
    if (!this.isOpen) return;
    this.#toClient.push(JSON.stringify(frame));
    if (this.#server.flows) queueMicrotask(() => this.deliver());
  }

  /** Lets frames through to the client; the first of them twice, or not at all, where the test wants that. */
  deliver(count = Infinity, fault?: 'twice' | 'lost'): void {
    const frames = this.#toClient.splice(0, count);
    const [first] = frames;
    if (fault === 'twice' && first?.includes('"type":"event"')) frames.unshift(first);
    if (fault === 'lost' && first && this.#server.mayLose(first)) frames.shift();
    for (const data of frames) if (this.isOpen) this.#fire('message', { data });
  }

  /** Lets frames through to the server. */
  serve(count = Infinity): void {
    for (const text of this.#toServer.splice(0, count)) {
      if (this.isOpen) this.#server.hear(this, JSON.parse(text) as Heard);
    }
  }

  #fire(type: string, event: { data?: unknown; code?: number } = {}): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as Parameters<Listener>[0]);
  }
}
