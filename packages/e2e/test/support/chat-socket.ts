import { Message } from '@besage/contracts';
import { once } from 'node:events';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Address } from './person.js';

const FlatMessage = Type.Intersect([
  Message,
  Type.Object({ chat_id: Type.String(), sender_id: Type.String(), sender_username: Type.String() }),
]);
const MessageFrame = Type.Object({ type: Type.Literal('chat_message'), message: FlatMessage });
const EventFrame = Type.Object({
  type: Type.Literal('chat.event'),
  event: Type.String(),
  chat_id: Type.String(),
  user_id: Type.Optional(Type.String()),
  username: Type.Optional(Type.String()),
});
const ErrorFrame = Type.Object({
  type: Type.Literal('error'),
  code: Type.String(),
  detail: Type.String(),
  client_id: Type.Optional(Type.String()),
});
const serverFrame = Compile(Type.Union([MessageFrame, EventFrame, ErrorFrame]));

/** A v1 chat socket that remembers everything it saw. */
export class ChatSocket {
  readonly messages: Static<typeof FlatMessage>[] = [];
  readonly events: Static<typeof EventFrame>[] = [];
  readonly errors: Static<typeof ErrorFrame>[] = [];
  /** The close code, once the socket has closed. */
  closeCode: number | undefined;
  readonly webSocket: WebSocket;

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    webSocket.on('message', (data: Buffer) => this.take(data.toString()));
    webSocket.on('close', (code) => (this.closeCode = code));
  }

  /** Connects and waits until the socket is open; who is refused is closed after that. */
  static async open(server: Address, chatId: string, token?: string, options: ClientOptions = {}): Promise<ChatSocket> {
    const url = new URL(`/ws/chat/${chatId}/`, server.url.replace('http', 'ws'));
    if (token !== undefined) url.searchParams.set('token', token);
    const socket = new ChatSocket(new WebSocket(url, options));
    await once(socket.webSocket, 'open');
    return socket;
  }

  /** The `seq` of each message, as they came. */
  get seqs(): number[] {
    return this.messages.map(({ seq }) => seq);
  }

  get contents(): string[] {
    return this.messages.map(({ content }) => content);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  say(content: string, clientId?: string): void {
    this.send({ type: 'chat_message', message: content, client_id: clientId });
  }

  /** Sends an object as JSON, a string as it is, and bytes as a binary frame. */
  send(frame: object | string | Buffer): void {
    this.webSocket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Waits until the server has closed the socket, and tells with which code. */
  async closed(timeout = 10_000): Promise<number | undefined> {
    await expect.poll(() => this.closeCode, { timeout }).toBeDefined();
    return this.closeCode;
  }

  /** Ends the connection at once. */
  leave(): void {
    this.webSocket.terminate();
  }

  private take(text: string): void {
    const frame = serverFrame.Parse(JSON.parse(text));
    if (frame.type === 'chat_message') this.messages.push(frame.message);
    else if (frame.type === 'chat.event') this.events.push(frame);
    else this.errors.push(frame);
  }
}
