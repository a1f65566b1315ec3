import { isLogEvent, type Event, type LogEvent, type Notice, type Signal } from '@besage/contracts';
import type { Tracer } from '@besage/service-kit';
import { DeliveryCounts } from '../counts.js';
import { isInvitation, type Invitation } from '../protocols/protocol.js';
import type { Connection } from '../sockets/connection.js';
import type { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';
import { startDeliveries } from './delivery-spans.js';
import type { ReceiptDelivery } from './receipt-delivery.js';

/** Milliseconds that a gap may last before the missing is read from the log: api copies may publish out of order. */
export const GAP_PATIENCE = 50;

export interface DeliveryOptions {
  hub: Hub;
  receipts: ReceiptDelivery;
  /** Reads what a room is missing from the log and gives it to {@link Delivery.deliver}. */
  catchUp: (room: Room) => void;
  /** Tells those who meet which of them are online. */
  introduce: (room: Room, event: Invitation) => void;
  counts?: DeliveryCounts;
  tracer?: Tracer | undefined;
}

/**
 * Brings events to the sockets. What one read of the stream brings goes through the rooms' logs, which order it and drop
 * repetitions, and leaves each room as one write per socket.
 */
export class Delivery {
  private readonly options: DeliveryOptions;
  private readonly counts: DeliveryCounts;
  private readonly touched = new Set<Room>();
  private readonly gaps = new Set<Room>();

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.counts = options.counts ?? new DeliveryCounts();
  }

  /** Takes what one read of the stream brought. */
  receive(events: Event[]): void {
    const { tracer, hub } = this.options;
    const endSpans = tracer && startDeliveries(tracer, events, (chatId) => hub.room(chatId)?.size ?? 0);
    for (const event of events) {
      if (isLogEvent(event)) this.receiveEntry(event);
      else this.receiveNotice(event);
    }
    this.flush();
    endSpans?.();
    this.count(events);
  }

  signal(signals: Signal[]): void {
    for (const signal of signals) {
      const chatIds = signal.type === 'typing' ? [signal.chat_id] : signal.chat_ids;
      const told = new Set<Connection>();
      for (const chatId of chatIds) this.options.hub.room(chatId)?.signal(signal, told);
    }
  }

  /** Delivers events whose turn it is, in order. */
  deliver(room: Room, ready: LogEvent[]): void {
    for (const event of ready) this.deliverOne(room, event);
    if (ready.length > 0) room.flush();
  }

  private receiveEntry(event: LogEvent): void {
    if (isInvitation(event)) this.prepareRoom(event);
    const room = this.options.hub.room(event.chat_id);
    if (!room) return;
    for (const ready of room.log.offer(event)) this.deliverOne(room, ready);
    this.touched.add(room);
  }

  private deliverOne(room: Room, event: LogEvent): void {
    room.deliver(event);
    if (!isInvitation(event)) return;
    this.invite(room, event);
    this.options.introduce(room, event);
  }

  /** Where nobody listened to this chat, those who are put in it now are to hear of it. */
  private prepareRoom(event: Invitation): void {
    const { hub } = this.options;
    if (hub.room(event.chat_id) || this.invitedBy(event).length === 0) return;
    const { room, release } = hub.open(event.chat_id);
    room.start(event.seq - 1);
    this.deliver(room, room.log.offer(event));
    release();
  }

  private invite(room: Room, event: Invitation): void {
    // What those who were in hear, up to this event, is not for those who come.
    room.flush();
    for (const connection of this.invitedBy(event)) {
      if (connection.isHeld) {
        connection.defer(event);
        continue;
      }
      const { protocol, person } = connection;
      if (protocol.followsPerson) {
        // It reads the log up to here by itself.
        if (room.knows(connection)) continue;
        this.options.hub.join(room, connection);
      }
      const frame = protocol.encodeInvitation(event, person.userId);
      if (frame instanceof Promise) void frame.then((found) => connection.write(found));
      else if (frame) connection.write(frame);
    }
  }

  /** The sockets of the invited that want to hear of it. */
  private invitedBy({ data }: Invitation) {
    return data.user_ids.flatMap((userId) =>
      [...this.options.hub.connectionsOf(userId)].filter(({ protocol }) => protocol.hearsInvitations),
    );
  }

  private receiveNotice(notice: Notice): void {
    switch (notice.type) {
      case 'receipts.advanced':
        return this.options.receipts.receive(notice);
      case 'session.ended':
        return this.options.hub.endSessions(notice.user_id, notice.session_ids);
    }
  }

  private count(events: Event[]): void {
    const now = Date.now();
    let at = '';
    let delay = 0;
    for (const event of events) {
      if (event.type !== 'message.created') continue;
      // What one statement stored has one time.
      if (event.at !== at) delay = Math.max(0, now - Date.parse(event.at)) / 1_000;
      at = event.at;
      this.counts.delays.observe(delay);
    }
    this.counts.events += events.length;
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
      if (room.log.hasGap) this.options.catchUp(room);
    }, GAP_PATIENCE).unref();
  }
}
