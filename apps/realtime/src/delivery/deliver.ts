import { isLogEvent, type Event, type LogEvent, type Notice, type Signal } from '@besage/contracts';
import type { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';

/** Milliseconds that a gap may last before the missing is read from the log: api copies may publish out of order. */
export const GAP_PATIENCE = 50;

/**
 * Brings events to the sockets. What one read of the stream brings goes through the rooms' logs, which order it and drop
 * repetitions, and leaves each room as one write per socket.
 */
export class Delivery {
  private readonly hub: Hub;
  private readonly catchUp: (room: Room) => void;
  private readonly touched = new Set<Room>();
  private readonly gaps = new Set<Room>();

  /** @param catchUp reads what a room is missing from the log and gives it to {@link deliver} */
  constructor(hub: Hub, catchUp: (room: Room) => void) {
    this.hub = hub;
    this.catchUp = catchUp;
  }

  /** Takes what one read of the stream brought. */
  receive(events: Event[]): void {
    for (const event of events) {
      if (isLogEvent(event)) this.receiveEntry(event);
      else this.receiveNotice(event);
    }
    this.flush();
  }

  signal(signals: Signal[]): void {
    for (const signal of signals) this.hub.room(signal.chat_id)?.signal(signal);
  }

  /** Delivers events whose turn it is, in order. */
  deliver(room: Room, ready: LogEvent[]): void {
    for (const event of ready) room.deliver(event);
    if (ready.length > 0) room.flush();
  }

  private receiveEntry(event: LogEvent): void {
    const room = this.hub.room(event.chat_id);
    if (!room) return;
    for (const ready of room.log.offer(event)) room.deliver(ready);
    this.touched.add(room);
  }

  private receiveNotice(notice: Notice): void {
    this.hub.endSessions(notice.user_id, notice.session_ids);
  }

  private flush(): void {
    for (const room of this.touched) {
      room.flush();
      if (room.log.hasGap) this.waitForMissing(room);
    }
    this.touched.clear();
  }

  private waitForMissing(room: Room): void {
    if (this.gaps.has(room)) return;
    this.gaps.add(room);
    setTimeout(() => {
      this.gaps.delete(room);
      if (room.log.hasGap) this.catchUp(room);
    }, GAP_PATIENCE).unref();
  }
}
