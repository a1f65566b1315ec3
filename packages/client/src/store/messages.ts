import type { EntryFrameV2, Message, MessageStatus } from '@besage/contracts';
import type { MessageReceiver, Pointers, StoredMessage } from './state.js';

type Receipts = Readonly<Record<string, Pointers>>;
type Messages = readonly StoredMessage[];

const order: readonly MessageStatus[] = ['sent', 'delivered', 'read'];

/** A message of the wire as it is kept. */
export function toStored(message: Message, receipts: Receipts): StoredMessage {
  const statuses = message.statuses.map(({ receiver, status }) => ({ receiver, status }));
  return withReceipts({ ...message, statuses }, receipts);
}

/** The message with what its receivers have reached by now; the same object where that is nothing new. */
export function withReceipts(message: StoredMessage, receipts: Receipts): StoredMessage {
  let moved = false;
  const statuses = message.statuses.map((each) => {
    const status = furthest(each.status, reached(message.seq, receipts[each.receiver.id]));
    if (status === each.status) return each;
    moved = true;
    return { ...each, status };
  });
  return moved ? withStatuses(message, statuses) : message;
}

/** The message without people who are no receivers of it any more. Where nobody is left, its status stays what it was. */
function withoutReceivers(message: StoredMessage, userIds: readonly string[]): StoredMessage {
  const statuses = message.statuses.filter(({ receiver }) => !userIds.includes(receiver.id));
  return statuses.length === message.statuses.length ? message : withStatuses(message, statuses);
}

function withStatuses(message: StoredMessage, statuses: readonly MessageReceiver[]): StoredMessage {
  const status = order.find((each) => statuses.some((one) => one.status === each)) ?? message.status;
  return { ...message, statuses, status };
}

function reached(seq: number, pointers: Pointers | undefined): MessageStatus {
  if (!pointers || pointers.delivered_seq < seq) return 'sent';
  return pointers.read_seq >= seq ? 'read' : 'delivered';
}

const furthest = (a: MessageStatus, b: MessageStatus) => (order.indexOf(a) < order.indexOf(b) ? b : a);

/** What an entry of the log does to messages, oldest first; the same array where that is nothing. */
export function applyToMessages(messages: Messages, entry: EntryFrameV2, receipts: Receipts): Messages {
  switch (entry.event) {
    case 'message.created':
      return insert(messages, toStored(entry.data.message, receipts));
    case 'message.edited':
    case 'message.deleted': {
      const { message } = entry.data;
      return changeEach(messages, (each) => (each.id === message.id ? toStored(message, receipts) : each));
    }
    case 'reaction.changed':
      return changeEach(messages, (each) => (each.id === entry.data.message_id ? withReaction(each, entry) : each));
    case 'participant.added':
    case 'participant.removed':
      // Who comes again is no receiver of what was said before.
      return changeEach(messages, (each) =>
        each.seq < entry.seq ? withoutReceivers(each, entry.data.user_ids) : each,
      );
    default:
      return messages;
  }
}

function withReaction(
  message: StoredMessage,
  { data }: Extract<EntryFrameV2, { event: 'reaction.changed' }>,
): StoredMessage {
  const others = message.reactions.filter(({ user }) => user !== data.user_id);
  const reactions = data.reaction ? [...others, data.reaction].sort((a, b) => (a.id < b.id ? -1 : 1)) : others;
  return { ...message, reactions };
}

/** Puts a message in its place; one that is there already is replaced. */
function insert(messages: Messages, message: StoredMessage): Messages {
  let place = messages.length;
  while (place > 0 && (messages[place - 1]?.seq ?? 0) > message.seq) place -= 1;
  const isThere = messages[place - 1]?.seq === message.seq;
  return [...messages.slice(0, isThere ? place - 1 : place), message, ...messages.slice(place)];
}

/** Joins two lists; where both have a message, the one of `fresh` is taken. */
export function merge(messages: Messages, fresh: Messages): Messages {
  const bySeq = new Map([...messages, ...fresh].map((message) => [message.seq, message]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** `map` that gives the same array where nothing changed. */
export function changeEach<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed = false;
  const next = items.map((item) => {
    const other = change(item);
    changed ||= other !== item;
    return other;
  });
  return changed ? next : items;
}
