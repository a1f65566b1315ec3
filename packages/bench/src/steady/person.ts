import { WebSocket } from 'ws';

/** How somebody takes part. */
export interface PersonOptions {
  /** `ws://…` of a gateway. */
  gateway: string;
  token: string;
  chatId: string;
  protocol: 'v1' | 'v2';
  /** Told of every message that comes, by its `seq`. */
  onMessage: (seq: number) => void;
}

/** Somebody in a chat who sends now and then, and goes and comes back. */
export class Person {
  private readonly options: PersonOptions;
  private socket: WebSocket | undefined;
  private lastSeq: number | undefined;
  private sent = 0;

  constructor(options: PersonOptions) {
    this.options = options;
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Connects; a v2 client says how far it has the chat. */
  open(): void {
    const { gateway, token, chatId, protocol } = this.options;
    const url = protocol === 'v1' ? `${gateway}/ws/chat/${chatId}/?token=${token}` : `${gateway}/ws/`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.receive(data));
    if (protocol === 'v1') return;
    const since = this.lastSeq === undefined ? {} : { since: { [chatId]: this.lastSeq } };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connect', token, ...since })));
  }

  close(): void {
    this.socket?.close();
  }

  send(content: string): void {
    const { protocol, chatId } = this.options;
    this.sent += 1;
    const frame =
      protocol === 'v1'
        ? { type: 'chat_message', message: content }
        : { type: 'message.send', id: this.sent, chat_id: chatId, client_id: `${chatId} ${this.sent}`, content };
    this.socket?.send(JSON.stringify(frame));
  }

  /** Says that everything was read. */
  read(): void {
    const { protocol, chatId } = this.options;
    if (protocol === 'v1') this.socket?.send('{"type":"read_messages"}');
    else this.socket?.send(JSON.stringify({ type: 'receipt.read', id: 'r', chat_id: chatId, seq: this.lastSeq ?? 0 }));
  }

  /** A message is known by its `seq`, which stands in a v1 frame beside the message and in a v2 frame beside the event. */
  private receive(data: Buffer): void {
    const frame = JSON.parse(data.toString()) as {
      type: string;
      event?: string;
      seq?: number;
      message?: { seq: number };
    };
    const isMessage = frame.type === 'chat_message' || frame.event === 'message.created';
    const seq = frame.seq ?? frame.message?.seq;
    if (!isMessage || seq === undefined) return;
    this.lastSeq = seq;
    this.options.onMessage(seq);
  }
}
