import { closeCodes } from '@besage/contracts';
import { DeliveryCounts } from '../counts.js';
import type { Connection } from './connection.js';
import { PersonAllowance } from './person-allowance.js';
import { Room } from './room.js';

/** Milliseconds for which it is known what somebody has used who left: after them a new allowance is no larger. */
const ALLOWANCE_KEPT = 5_000;

/** Who is connected to this gateway, and to which chats. Does no I/O of its own. */
export class Hub {
  private readonly rooms = new Map<string, Room>();
  /** The rooms of each connection. */
  private readonly connections = new Map<Connection, Set<Room>>();
  private readonly byPerson = new Map<string, Set<Connection>>();
  private readonly allowances = new Map<string, PersonAllowance>();
  /** Who has no connection any more, in the order in which they left. */
  private readonly leftAt = new Map<string, number>();
  private readonly counts: DeliveryCounts;
  private readonly frameRate: number;
  /** Whether this gateway is going down and takes nobody in any more. */
  isClosing = false;

  /** @param frameRate frames a second of one person; 0 for any number */
  constructor(counts = new DeliveryCounts(), frameRate = 0) {
    this.counts = counts;
    this.frameRate = frameRate;
  }

  get size(): number {
    return this.connections.size;
  }

  get roomCount(): number {
    return this.rooms.size;
  }

  room(chatId: string): Room | undefined {
    return this.rooms.get(chatId);
  }

  connectionsOf(userId: string): Iterable<Connection> {
    return this.byPerson.get(userId) ?? [];
  }

  /** The room of a chat, listening from now on, kept until the returned `release` is called. */
  open(chatId: string): { room: Room; release: () => void } {
    const room = this.rooms.get(chatId) ?? new Room(chatId, this.counts);
    this.rooms.set(chatId, room);
    const unhold = room.hold();
    return {
      room,
      release: () => {
        unhold();
        this.dropIfEmpty(room);
      },
    };
  }

  /** What somebody may do who is being taken in; kept until they have been gone for a while. */
  allowanceOf(userId: string): PersonAllowance {
    this.forgetAllowances(performance.now() - ALLOWANCE_KEPT);
    const allowance = this.allowances.get(userId) ?? new PersonAllowance(this.frameRate);
    this.allowances.set(userId, allowance);
    return allowance;
  }

  /** Takes a connection in; it is in no room yet. */
  add(connection: Connection): void {
    this.connections.set(connection, new Set());
    const { userId } = connection.person;
    const others = this.byPerson.get(userId) ?? new Set();
    this.byPerson.set(userId, others.add(connection));
  }

  join(room: Room, connection: Connection): void {
    const rooms = this.connections.get(connection);
    if (!rooms) return; // gone meanwhile
    rooms.add(room);
    room.add(connection);
  }

  /** A connection is gone, from all its rooms. */
  remove(connection: Connection): void {
    for (const room of this.connections.get(connection) ?? []) {
      room.remove(connection);
      this.dropIfEmpty(room);
    }
    this.connections.delete(connection);
    const { userId } = connection.person;
    const others = this.byPerson.get(userId);
    others?.delete(connection);
    if (others?.size !== 0) return;
    this.byPerson.delete(userId);
    this.leftAt.delete(userId);
    this.leftAt.set(userId, performance.now());
  }

  /** Closes the sockets of a person's sessions; of all their sessions where `sessionIds` is null. */
  endSessions(userId: string, sessionIds: string[] | null): void {
    for (const connection of this.connectionsOf(userId)) {
      if (sessionIds && !sessionIds.includes(connection.person.sessionId)) continue;
      connection.close(closeCodes.notAuthenticated, 'The session has ended.');
    }
  }

  /** Closes those whose token has run out. @param now milliseconds since 1970 */
  closeExpired(now: number): void {
    for (const connection of this.connections.keys()) {
      if (connection.person.expiresAt.getTime() > now) continue;
      connection.close(closeCodes.notAuthenticated, 'The access token has run out.');
    }
  }

  checkHeartbeats(): void {
    for (const connection of this.connections.keys()) connection.checkHeartbeat();
  }

  all(): Iterable<Connection> {
    return this.connections.keys();
  }

  private forgetAllowances(leftBefore: number): void {
    for (const [userId, at] of this.leftAt) {
      if (at > leftBefore) return;
      this.leftAt.delete(userId);
      if (!this.byPerson.has(userId)) this.allowances.delete(userId);
    }
  }

  private dropIfEmpty(room: Room): void {
    if (room.isEmpty) this.rooms.delete(room.chatId);
  }
}
