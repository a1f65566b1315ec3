import { serverFramesV1, type FlatMessage, type ServerFrameV1 } from '@besage/contracts';
import { once } from 'node:events';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Address } from '../../src/address.js';

/** What may be heard on a chat socket: the frames of `/asyncapi.json`. Anything else fails the run. */
const serverFrame = Compile(Type.Unsafe<ServerFrameV1>(Type.Union(Object.values(serverFramesV1))));
type ErrorFrame = Extract<ServerFrameV1, { type: 'error' }>;
type EventFrame = Extract<ServerFrameV1, { type: 'chat.event' }>;

/** A v1 chat socket that remembers everything it saw. */
export class ChatSocket {
  readonly messages: FlatMessage[] = [];
  readonly events: EventFrame[] = [];
  readonly errors: ErrorFrame[] = [];
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
    else if (frame.type === 'error') this.errors.push(frame);
  }
}
