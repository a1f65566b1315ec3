import { serverFramesV1, serverFramesV2 } from '@besage/contracts';
import { once } from 'node:events';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import { WebSocket } from 'ws';

export type Frame = Record<string, unknown>;

/** What may be heard: the frames of `/asyncapi.json`. Anything else fails the run. */
const serverFrames = {
  v1: Compile(Type.Unsafe<Frame>(Type.Union(Object.values(serverFramesV1)))),
  v2: Compile(Type.Unsafe<Frame>(Type.Union(Object.values(serverFramesV2)))),
};

/** A client: all that it heard, and how it ended. */
export class TestSocket {
  readonly frames: Frame[] = [];
  closeCode: number | undefined;
  private readonly webSocket: WebSocket;

  private constructor(url: string, protocol: keyof typeof serverFrames) {
    const serverFrame = serverFrames[protocol];
    this.webSocket = new WebSocket(url);
    this.webSocket.on('message', (data: Buffer) => this.frames.push(serverFrame.Parse(JSON.parse(data.toString()))));
    this.webSocket.on('close', (code) => (this.closeCode = code));
    this.webSocket.on('error', () => undefined);
  }

  static async open(url: string, protocol: keyof typeof serverFrames = 'v1'): Promise<TestSocket> {
    const socket = new TestSocket(url, protocol);
    await once(socket.webSocket, 'open');
    return socket;
  }

  /** Whether one is let in, or the close code. Who is let in leaves again, and nothing that they heard is looked at. */
  static async knock(url: string): Promise<'in' | number> {
    const webSocket = new WebSocket(url);
    const refused = once(webSocket, 'close').then(([code]) => Number(code));
    await once(webSocket, 'open');
    webSocket.ping();
    const letIn = once(webSocket, 'pong').then(() => 'in' as const);
    const verdict = await Promise.race([refused, letIn]);
    webSocket.close();
    return verdict;
  }

  send(frame: object): void {
    this.webSocket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.webSocket.send(text);
  }

  /** Reads nothing more until {@link resume}. */
  pause(): void {
    this.webSocket.pause();
  }

  resume(): void {
    this.webSocket.resume();
  }

  async close(): Promise<void> {
    if (this.closeCode !== undefined) return;
    const closed = once(this.webSocket, 'close');
    this.webSocket.close();
    await closed;
  }

  /** The frames of this `type`, or of this `event`. */
  of(word: string): Frame[] {
    return this.frames.filter(({ type, event }) => event === word || (event === undefined && type === word));
  }

  /** Waits until a frame has come that holds all of this; gives it. */
  async heard(expected: Frame): Promise<Frame> {
    const find = () => this.frames.find((frame) => isLike(frame, expected));
    await expect.poll(find, { message: JSON.stringify(expected) }).toBeDefined();
    return find()!;
  }

  /** Waits for the end. Gives the close code. */
  async closed(): Promise<number> {
    await expect.poll(() => this.closeCode).toBeDefined();
    return this.closeCode!;
  }

  /** Forgets what was heard so far. */
  forget(): void {
    this.frames.length = 0;
  }
}

function isLike(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(expected).every(([key, part]) => isLike((value as Frame)[key], part));
}
