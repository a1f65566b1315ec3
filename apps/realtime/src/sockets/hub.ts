import { closeCodes, type CloseCode } from '@besage/contracts';
import type { Connection } from './connection.js';
import { Room } from './room.js';

/** Who is connected to this gateway, and to which chats. Does no I/O of its own. */
export class Hub {
  private readonly rooms = new Map<string, Room>();
  private readonly connections = new Set<Connection>();

  get size(): number {
    return this.connections.size;
  }

  room(chatId: string): Room | undefined {
    return this.rooms.get(chatId);
  }

  allRooms(): Iterable<Room> {
    return this.rooms.values();
  }

  /** The room of a chat, listening from now on, kept until the returned `release` is called. */
  open(chatId: string): { room: Room; release: () => void } {
    const room = this.rooms.get(chatId) ?? new Room(chatId);
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

  join(room: Room, connection: Connection): void {
    this.connections.add(connection);
    room.add(connection);
  }

  leave(room: Room, connection: Connection): void {
    this.connections.delete(connection);
    room.remove(connection);
    this.dropIfEmpty(room);
  }

  /** Closes the sockets of a person's sessions; of all their sessions where `sessionIds` is null. */
  endSessions(userId: string, sessionIds: string[] | null): void {
    for (const connection of this.connections) {
      const { person } = connection;
      if (person.userId !== userId) continue;
      if (sessionIds && !sessionIds.includes(person.sessionId)) continue;
      connection.close(closeCodes.notAuthenticated, 'The session has ended.');
    }
  }

  /** Closes those whose token has run out. @param now milliseconds since 1970 */
  closeExpired(now: number): void {
    for (const connection of this.connections) {
      if (connection.person.expiresAt.getTime() > now) continue;
      connection.close(closeCodes.notAuthenticated, 'The access token has run out.');
    }
  }

  checkHeartbeats(): void {
    for (const connection of this.connections) connection.checkHeartbeat();
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const connection of this.connections) connection.close(code, reason);
  }

  private dropIfEmpty(room: Room): void {
    if (room.isEmpty) this.rooms.delete(room.chatId);
  }
}
