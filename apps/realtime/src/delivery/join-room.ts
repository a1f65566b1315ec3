import type { LogEvent } from '@besage/contracts';
import type { LogPages } from './log-pages.js';
import { isInvitation } from '../protocols/protocol.js';
import type { Connection } from '../sockets/connection.js';
import type { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';

/** Bytes of what was missed that are written at once. */
const CHUNK = 64 * 1_024;

export interface JoinContext {
  hub: Hub;
  logPages: Pick<LogPages, 'read'>;
  /** Brings a room up to an entry that is in the log. */
  catchUp: { readTo: (room: Room, seq: number) => Promise<void> };
}

/** Where somebody is in the log of a chat. */
export interface Place {
  chatId: string;
  /** The last entry that they have. */
  position: number;
  /** Where the log stood when it was looked up whether they are in the chat. */
  lastSeq: number;
  /** Whether they were; who was not comes in by an entry behind it. */
  isIn: boolean;
}

/**
 * Lets a connection into a room behind a place in the chat's log, so that it gets each entry behind that place once and
 * in order. There are three phases:
 *
 * 1. subscribe: what the room delivers from now on is held back;
 * 2. read: what lies between the place and where the room stood then is read from the log and written;
 * 3. release: what was held back and not read is written, and in the same turn the connection becomes one of the room's.
 */
export async function joinRoom(ctx: JoinContext, connection: Connection, place: Place): Promise<void> {
  const { room, release } = ctx.hub.open(place.chatId);
  const enough = room.expect(connection);
  try {
    // The entry by which somebody comes in is there already: a new room must not tell all others of it again.
    room.start(place.isIn ? place.lastSeq : place.lastSeq + 1);
    const arrival = new Arrival(ctx, connection, room, place);
    while (connection.isOpen && !(await arrival.enter()));
  } finally {
    enough();
    release();
  }
}

/** One connection on its way into one room. */
class Arrival {
  private readonly ctx: JoinContext;
  private readonly connection: Connection;
  private readonly room: Room;
  private readonly place: Place;
  /** The last entry that was written. */
  private at: number;
  /** Whether the person is in the chat, as of that entry. */
  private isIn: boolean;

  constructor(ctx: JoinContext, connection: Connection, room: Room, place: Place) {
    this.ctx = ctx;
    this.connection = connection;
    this.room = room;
    this.place = place;
    this.at = place.position;
    this.isIn = place.isIn;
  }

  /** Goes through the three phases; whoever has much to read goes again. @returns whether it is done */
  async enter(): Promise<boolean> {
    const { connection, room, ctx } = this;
    const stood = room.log.lastSeq ?? this.at;
    const held: LogEvent[] = [];
    const stopHolding = room.watch((event) => held.push(event));
    try {
      // Who is not in comes in by the next entry at the earliest.
      const needed = this.isIn ? this.at : this.at + 1;
      if (this.at < stood) await this.readPage();
      else if (needed > stood) await ctx.catchUp.readTo(room, needed);
      const isLevel = this.at >= stood && this.at <= (room.log.lastSeq ?? 0);
      if (!isLevel) return false;
      connection.write(Buffer.concat(this.take(held)));
      if (this.isIn) ctx.hub.join(room, connection);
      return true;
    } finally {
      stopHolding();
    }
  }

  private async readPage(): Promise<void> {
    const { ctx, connection, room, place } = this;
    const { events, firstSeq, lastSeq } = await ctx.logPages.read(place.chatId, this.at);
    if (firstSeq === undefined) throw new Error('the log ends before its room');
    if (firstSeq > this.at + 1) return this.reset();
    // What the log has and the room has not delivered yet, it will.
    const end = Math.min(lastSeq, room.log.lastSeq ?? 0);
    for (const chunk of chunksOf(this.take(events.filter(({ seq }) => seq <= end)))) {
      connection.write(chunk);
      await connection.keepsUp();
    }
    this.at = end;
  }

  /** What comes next is not kept any more. */
  private reset(): void {
    const { chatId, lastSeq } = this.place;
    const frame = this.connection.protocol.encodeReset?.(chatId, lastSeq);
    if (frame) this.connection.write(frame);
    this.at = lastSeq;
  }

  /** The frames of those events that are news, and from which on the person is in the chat, or not. */
  private take(events: LogEvent[]): Buffer[] {
    return events.flatMap((event) => {
      if (event.seq <= this.at) return [];
      this.at = event.seq;
      const wasIn = this.isIn;
      this.isIn = this.isInAfter(event);
      return wasIn || this.isIn ? this.encode(event, !wasIn) : [];
    });
  }

  private isInAfter(event: LogEvent): boolean {
    const isAbout = (userIds: string[]) => userIds.includes(this.connection.person.userId);
    // What came before was known when they were let in.
    if (event.seq <= this.place.lastSeq) return this.isIn;
    if (event.type === 'participant.removed' && isAbout(event.data.user_ids)) return false;
    return this.isIn || (isInvitation(event) && isAbout(event.data.user_ids));
  }

  private encode(event: LogEvent, isInvited: boolean): Buffer[] {
    const { protocol, person } = this.connection;
    const write = (frame: Buffer) => this.connection.write(frame);
    if (isInvited && isInvitation(event)) {
      const frame = protocol.encodeInvitation(event, person.userId);
      if (frame instanceof Promise) void frame.then(write);
      return frame && !(frame instanceof Promise) ? [frame] : [];
    }
    const { all, some, later } = protocol.encodeEvent(event);
    void later?.then((frameFor) => write(frameFor(person.userId)));
    const mine = some.filter(({ userIds }) => userIds.includes(person.userId));
    return [...all, ...mine.map(({ frame }) => frame)];
  }
}

/** Puts frames together to pieces that are worth a write. */
function* chunksOf(frames: Buffer[]): Generator<Buffer> {
  let chunk: Buffer[] = [];
  let bytes = 0;
  for (const frame of frames) {
    chunk.push(frame);
    bytes += frame.length;
    if (bytes < CHUNK) continue;
    yield Buffer.concat(chunk);
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield Buffer.concat(chunk);
}
