import { once } from 'node:events';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Address } from '../../src/address.js';

export type Frame = Record<string, unknown>;

/** A socket under any path that remembers every frame as it came. */
export class FrameSocket {
  readonly frames: Frame[] = [];
  closeCode: number | undefined;
  readonly webSocket: WebSocket;

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    webSocket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as Frame));
    webSocket.on('close', (code) => (this.closeCode = code));
  }

  /** Connects and waits until the socket is open; who is refused is closed after that. */
  static async open(server: Address, path: string, headers: Record<string, string> = {}): Promise<FrameSocket> {
    const socket = new FrameSocket(new WebSocket(server.url.replace('http', 'ws') + path, { headers }));
    await once(socket.webSocket, 'open');
    return socket;
  }

  send(frame: Frame): void {
    this.webSocket.send(JSON.stringify(frame));
  }

  /** The frames of one `event`, or of a `type` that is no event. */
  heard(name: string): Frame[] {
    return this.frames.filter(({ type, event }) => (event ?? type) === name);
  }

  /** Waits for frames of this name that are exactly these. */
  async hears(name: string, ...frames: Frame[]): Promise<void> {
    await expect.poll(() => this.heard(name)).toStrictEqual(frames);
  }

  async closed(): Promise<number | undefined> {
    await expect.poll(() => this.closeCode).toBeDefined();
    return this.closeCode;
  }
}
