import type { LogEvent, LogEventOf, Receipt, ReceiptedMessage, Signal } from '@besage/contracts';

/** What people of one chat have reached since the last time, each person once. */
export interface ReceiptUpdate {
  chatId: string;
  receipts: Receipt[];
  messages: ReceiptedMessage[];
}

/** Frames for all who listen in this protocol, and frames for some of them. */
export interface Frames {
  all: Buffer[];
  some: { userIds: string[]; frame: Buffer }[];
  /** A frame for each person, in their own way, that takes a look at the database; it follows when it is there. */
  later?: Promise<(userId: string) => Buffer>;
}

/** Somebody was put in a chat. */
export type Invitation = LogEventOf<'chat.created' | 'participant.added'>;

export function isInvitation(event: LogEvent): event is Invitation {
  return event.type === 'chat.created' || event.type === 'participant.added';
}

/** How one kind of client is spoken to. Frames are made once per protocol, not per socket. */
export interface Protocol {
  readonly name: string;
  /** Whether a socket follows all chats of its person, also those that come, and outlives those that go. */
  readonly followsPerson: boolean;
  /** Whether a socket hears of it when its person is put in a chat. */
  readonly hearsInvitations: boolean;
  /** Log entries as frames, ready to be written; none where this protocol has no word for it. */
  encodeEvent(event: LogEvent): Frames;
  encodeReceipts(update: ReceiptUpdate): Frames;
  encodeSignal(signal: Signal, chatId: string): Buffer | undefined;
  /** What somebody hears who was put in a chat; each sees it in their own way. */
  encodeInvitation(invitation: Invitation, userId: string): Buffer | Promise<Buffer> | undefined;
  /** Somebody is online, for who meets them in a chat; only for who keeps a list of those who are. */
  encodeOnline?(userId: string, username: string): Buffer;
  /** What was missed of a chat cannot be given, events follow behind `lastSeq`; only for who may say what they have. */
  encodeReset?(chatId: string, lastSeq: number): Buffer;
}

export const nothing: Frames = { all: [], some: [] };
export const toAll = (...frames: Buffer[]): Frames => ({ all: frames, some: [] });
