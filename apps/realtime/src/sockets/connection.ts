import { closeCodes, type CloseCode } from '@besage/contracts';
import { randomInt } from 'node:crypto';
import type { Invitation, Protocol } from '../protocols/protocol.js';
import type { Socket } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { FrameBudget } from './frame-budget.js';
import type { PersonAllowance } from './person-allowance.js';
import type { TypingThrottle } from './typing-throttle.js';

/** Bytes that may wait for a slow reader before the socket is closed: it comes back and reads on. */
const OUTGOING_MAX = 1_024 * 1_024;
/** Above this many waiting bytes, what is fleeting (typing, presence) is not sent at all. */
const FLEETING_MAX = 64 * 1_024;
/** Below this many waiting bytes a reader counts as keeping up: more of what was missed may follow. */
const KEEPING_UP_MAX = 256 * 1_024;

/** A number that fits in a field of V8's without an object of its own. */
const CHALLENGE_MAX = 2 ** 30;
const CHALLENGE_BYTES = 4;

/** Who holds the other end, as their token says it. */
export interface Person {
  userId: string;
  username: string;
  sessionId: string;
  /** When the token runs out. */
  expiresAt: Date;
}

export interface ConnectionOptions {
  webSocket: WebSocket;
  /** The TCP or TLS socket under it: ready-made frames are written there as they are. */
  socket: Socket;
  person: Person;
  protocol: Protocol;
}

/** One socket of one person: what is written to it, whether it still lives, how it ends. */
export class Connection {
  readonly protocol: Protocol;
  /** What it may send. */
  readonly budget: FrameBudget;
  /** How often its person may say that they type. */
  readonly typing: TypingThrottle;
  private currentPerson: Person;
  private readonly webSocket: WebSocket;
  private readonly socket: Socket;
  private alive = true;
  /** What the next pong must bring back. */
  private challenge = 0;
  /** What waits for {@link release}. */
  private held: Buffer[] | undefined;
  /** What its person was put in while it was held. */
  private invitations: Invitation[] = [];

  constructor({ webSocket, socket, person, protocol }: ConnectionOptions, { frames, typing }: PersonAllowance) {
    this.budget = new FrameBudget(frames);
    this.typing = typing;
    this.webSocket = webSocket;
    this.socket = socket;
    this.currentPerson = person;
    this.protocol = protocol;
    webSocket.on('pong', (data: Buffer) => {
      if (data.length === CHALLENGE_BYTES && data.readUInt32BE() === this.challenge) this.alive = true;
    });
  }

  get person(): Person {
    return this.currentPerson;
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN;
  }

  /** Bytes that wait for the other end to read. */
  get waitingBytes(): number {
    return this.socket.writableLength;
  }

  /** Whether it is still being made to follow its person. */
  get isHeld(): boolean {
    return this.held !== undefined;
  }

  /** The same person has a fresh token. */
  renew(person: Person): void {
    this.currentPerson = person;
  }

  /** Keeps back what is written until {@link release}. */
  hold(): void {
    this.held = [];
  }

  /** Keeps an invitation for later: whether it is news will be known then. */
  defer(invitation: Invitation): void {
    this.invitations.push(invitation);
  }

  takeInvitations(): Invitation[] {
    const invitations = this.invitations;
    this.invitations = [];
    return invitations;
  }

  /** Writes a frame, however large, and behind it all that was kept back. */
  release(first: Buffer): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (this.isOpen) this.send(Buffer.concat([first, ...held]));
  }

  /** Waits until the other end has read most of what was written, or is gone. */
  async keepsUp(): Promise<void> {
    const { socket } = this;
    if (!this.isOpen || this.waitingBytes < KEEPING_UP_MAX) return;
    await new Promise<void>((resolve) => {
      const settle = () => {
        socket.off('drain', settle).off('close', settle);
        resolve();
      };
      socket.on('drain', settle).on('close', settle);
    });
  }

  /** Writes one or more complete frames. A reader that is too slow to take them is closed. */
  write(frames: Buffer): void {
    if (!this.isOpen) return;
    if (this.held) return void this.held.push(frames);
    this.send(frames);
    if (this.waitingBytes > OUTGOING_MAX) this.close(closeCodes.tooSlow, 'You read too slowly.');
  }

  /** Writes frames that nobody misses; a slow reader does not get them. */
  writeFleeting(frames: Buffer): void {
    if (this.waitingBytes < FLEETING_MAX) this.write(frames);
  }

  /** Says goodbye with the reason. */
  close(code: CloseCode, reason: string): void {
    if (this.isOpen) this.webSocket.close(code, reason);
  }

  /**
   * Asks the other end for a sign of life; without one since the last time the line is cut. Only what was asked with is an
   * answer: it shows that all that was written before has been read. Who only talks may be one who never reads.
   */
  checkHeartbeat(): void {
    if (!this.alive) return this.webSocket.terminate();
    this.alive = false;
    if (!this.isOpen) return;
    this.challenge = randomInt(CHALLENGE_MAX);
    const bytes = Buffer.alloc(CHALLENGE_BYTES);
    bytes.writeUInt32BE(this.challenge);
    this.webSocket.ping(bytes);
  }

  /**
   * What is written in one turn of the event loop, whichever chats it is of, leaves in one write; in a few when it is
   * much, so that what only the kernel has not been offered yet does not count as unread.
   */
  private send(frames: Buffer): void {
    const { socket } = this;
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(uncork, socket);
    }
    socket.write(frames);
    if (socket.writableLength > KEEPING_UP_MAX) socket.uncork();
  }
}

const uncork = (socket: Socket): void => socket.uncork();
