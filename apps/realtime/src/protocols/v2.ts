import type {
  CommandId,
  LogEvent,
  Message,
  ServerFrameV2,
  ServiceError,
  Signal,
  StateFrameV2,
} from '@besage/contracts';
import { textFrame } from '../sockets/text-frame.js';
import { toAll, type Frames, type Invitation, type Protocol, type ReceiptUpdate } from './protocol.js';

/** Receipts that are told one by one; more are told in one frame. */
const RECEIPTS_ALONE_MAX = 5;

/** The second protocol: one socket for everything, every entry of a log as it is. */
export const v2: Protocol = {
  name: 'v2',
  followsPerson: true,
  hearsInvitations: true,

  encodeEvent: (event: LogEvent): Frames => toAll(encodeEntry(event)),

  encodeReceipts({ chatId: chat_id, receipts }: ReceiptUpdate): Frames {
    const states = receipts.map(({ user_id, delivered_seq, read_seq }) => ({ user_id, delivered_seq, read_seq }));
    if (states.length > RECEIPTS_ALONE_MAX) {
      return toAll(frame({ type: 'event', event: 'receipts', chat_id, data: { receipts: states } }));
    }
    return toAll(...states.map((data) => frame({ type: 'event', event: 'receipt', chat_id, data })));
  },

  encodeSignal: (signal: Signal, chatId: string): Buffer => frame(toState(signal, chatId)),

  encodeInvitation: (invitation: Invitation): Buffer => encodeEntry(invitation),

  encodeOnline: (user_id: string, username: string): Buffer =>
    frame({ type: 'event', event: 'presence', data: { user_id, username, online: true, last_seen_at: null } }),

  encodeReset: (chat_id: string, last_seq: number): Buffer => frame({ type: 'reset', chat_id, last_seq }),
};

const frame = (content: ServerFrameV2): Buffer => textFrame(JSON.stringify(content));

/** What was encoded before: many who come back read the same page of a log. */
const encoded = new WeakMap<LogEvent, Buffer>();

function encodeEntry(entry: LogEvent): Buffer {
  const before = encoded.get(entry);
  if (before) return before;
  const { type: event, traceparent, ...rest } = entry;
  const bytes = textFrame(JSON.stringify({ type: 'event', event, ...rest }));
  encoded.set(entry, bytes);
  return bytes;
}

function toState(signal: Signal, chat_id: string): StateFrameV2 {
  const { user_id, username } = signal;
  if (signal.type === 'typing') return { type: 'event', event: 'typing', chat_id, data: { user_id, username } };
  const { online, at } = signal;
  return { type: 'event', event: 'presence', data: { user_id, username, online, last_seen_at: online ? null : at } };
}

/** It is live, and this is how things stand. */
export const encodeConnected = (content: Omit<Extract<ServerFrameV2, { type: 'connected' }>, 'type'>): Buffer =>
  frame({ type: 'connected', ...content });

/** A command is done. */
export const encodeAck = (id: CommandId, message: Message | undefined): Buffer =>
  frame({ type: 'ack', id, ...(message && { message }) });

/** A command, or what was none, is refused. */
export function encodeRefusal(id: CommandId | null, { code, message: detail, retryAfter }: ServiceError): Buffer {
  return frame({ type: 'error', id, code, detail, ...(retryAfter !== undefined && { retry_after: retryAfter }) });
}
