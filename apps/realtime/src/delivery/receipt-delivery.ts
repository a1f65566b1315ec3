import type { NoticeOf, Receipt, ReceiptedMessage } from '@besage/contracts';
import type { Hub } from '../sockets/hub.js';
import type { Room } from '../sockets/room.js';
import { ToldStatuses, isFurther } from './told-statuses.js';

/** Milliseconds in which the receipts of a chat are gathered, after the first was told at once. */
const GATHER = 250;
/** Messages that an update names at the most: the newest. */
const MESSAGES_MAX = 50;

interface Gathering {
  receipts: Map<string, Receipt>;
  messages: Map<string, ReceiptedMessage>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Tells the people of a chat who has received and read what. The first news goes out at once; what follows is gathered, so
 * that a large chat in which everybody reads the same message hears of it a few times and not once per reader.
 */
export class ReceiptDelivery {
  private readonly hub: Hub;
  private readonly gatherings = new Map<Room, Gathering>();
  private readonly told = new WeakMap<Room, ToldStatuses>();

  constructor(hub: Hub) {
    this.hub = hub;
  }

  receive({ chat_id, receipts, messages }: NoticeOf<'receipts.advanced'>): void {
    const room = this.hub.room(chat_id);
    if (!room) return;
    const gathering = this.gatherings.get(room) ?? { receipts: new Map(), messages: new Map(), timer: undefined };
    this.gatherings.set(room, gathering);
    for (const receipt of receipts) merge(gathering.receipts, receipt.user_id, receipt, further);
    for (const message of messages) merge(gathering.messages, message.id, message, newer);
    if (!gathering.timer) this.tell(room, gathering);
  }

  private tell(room: Room, gathering: Gathering): void {
    const receipts = takeDue(gathering, room.log.lastSeq);
    if (receipts.length > 0) {
      const messages = this.tellStatuses(room, gathering);
      if (gathering.receipts.size === 0) gathering.messages.clear();
      room.deliverReceipts({ chatId: room.chatId, receipts, messages });
      room.flush();
    }
    gathering.timer = setTimeout(() => {
      gathering.timer = undefined;
      const isHeard = this.hub.room(room.chatId) === room;
      if (isHeard && gathering.receipts.size > 0) this.tell(room, gathering);
      else this.gatherings.delete(room);
    }, GATHER).unref();
  }

  /** The newest messages that are concerned, of those that the room has seen. */
  private tellStatuses(room: Room, { messages }: Gathering): ReceiptedMessage[] {
    const told = this.told.get(room) ?? new ToldStatuses();
    this.told.set(room, told);
    const lastSeq = room.log.lastSeq ?? -1;
    const seen = [...messages.values()].filter(({ seq }) => seq <= lastSeq).toSorted((a, b) => a.seq - b.seq);
    return seen.slice(-MESSAGES_MAX).map((message) => told.tell(message));
  }
}

/** Takes the receipts for what the room has seen: a message comes before what is said about it. */
function takeDue({ receipts }: Gathering, lastSeq = -1): Receipt[] {
  const due = [...receipts.values()].filter((receipt) => receipt.delivered_seq <= lastSeq);
  for (const receipt of due) receipts.delete(receipt.user_id);
  return due;
}

function merge<T>(map: Map<string, T>, key: string, value: T, join: (before: T, value: T) => T): void {
  const before = map.get(key);
  map.set(key, before ? join(before, value) : value);
}

const further = (a: Receipt, b: Receipt): Receipt => ({
  ...b,
  delivered_seq: Math.max(a.delivered_seq, b.delivered_seq),
  read_seq: Math.max(a.read_seq, b.read_seq),
  delivered_before: Math.min(a.delivered_before, b.delivered_before),
  read_before: Math.min(a.read_before, b.read_before),
});

const newer = (a: ReceiptedMessage, b: ReceiptedMessage): ReceiptedMessage => ({
  ...b,
  status: isFurther(a.status, b.status) ? a.status : b.status,
  changed: a.changed || b.changed,
});
