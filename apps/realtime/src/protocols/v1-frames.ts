import type { ChatEventV1, FlatMessage, Message, ServerFrameV1 } from '@besage/contracts';
import { textFrame } from '../sockets/text-frame.js';
import type { ReceiptUpdate } from './protocol.js';

/** A frame of the v1 protocols, ready to be written. */
export const frame = (content: ServerFrameV1): Buffer => textFrame(JSON.stringify(content));

/** News of a chat. */
export const chatEvent = (event: ChatEventV1): Buffer => frame({ type: 'chat.event', ...event });

/**
 * The REST message and, beside it, its flat fields. The message comes last: V8 copies a large object to the end of a new
 * one five times as fast as it adds fields to a copy.
 */
export function flatMessage(message: Message): FlatMessage {
  const { chat, sender } = message;
  return {
    chat_id: chat,
    sender_id: sender.id,
    sender_username: sender.username,
    sender_profile_img: sender.profile_img,
    ...message,
  };
}

/** A message as `chat_message`. */
export const encodeMessage = (message: Message): Buffer =>
  frame({ type: 'chat_message', message: flatMessage(message) });

/** Single statuses that one update names at the most; beyond, it only says who read how far. */
const STATUSES_MAX = 20;

/** One receiver's status of one message, as `mensaje_estado`, and whose message it is. */
export interface StatusChange {
  authorId: string;
  frame: Buffer;
}

/** The single statuses that an update changed; none where they are too many to be told one by one. */
export function statusChanges({ chatId, receipts, messages }: ReceiptUpdate): StatusChange[] {
  const changes = messages.slice(-STATUSES_MAX).flatMap((message) =>
    receipts
      .filter((receipt) => receipt.user_id !== message.sender_id)
      .flatMap((receipt) => {
        const status = reachedNow(message.seq, receipt);
        return status ? [{ message, status, userId: receipt.user_id }] : [];
      }),
  );
  if (changes.length > STATUSES_MAX) return [];
  return changes.map(({ message, status, userId }) => ({
    authorId: message.sender_id,
    frame: chatEvent({ event: 'mensaje_estado', message_id: message.id, chat_id: chatId, user_id: userId, status }),
  }));
}

function reachedNow(seq: number, receipt: ReceiptUpdate['receipts'][number]): 'delivered' | 'read' | undefined {
  if (receipt.read_seq >= seq && receipt.read_before < seq) return 'read';
  if (receipt.delivered_seq >= seq && receipt.delivered_before < seq) return 'delivered';
  return undefined;
}

/** People that are named in a frame each; more are named together in one. */
const NAMED_ALONE_MAX = 5;

/** Who read the chat, and whom it has reached, as `mensajes_leidos` and `mensajes_entregados`. */
export function encodeReceiptNews({ chatId, receipts }: ReceiptUpdate): Buffer[] {
  const readers = receipts.filter((receipt) => receipt.read_seq > receipt.read_before);
  const receivers = receipts.filter((receipt) => !readers.includes(receipt));
  return [...news('mensajes_entregados', chatId, receivers), ...news('mensajes_leidos', chatId, readers)];
}

function news(
  event: 'mensajes_leidos' | 'mensajes_entregados',
  chatId: string,
  receipts: ReceiptUpdate['receipts'],
): Buffer[] {
  const userIds = receipts.map((receipt) => receipt.user_id);
  const groups = userIds.length > NAMED_ALONE_MAX ? [userIds] : userIds.map((userId) => [userId]);
  return groups.map((group) => chatEvent({ event, user_id: group[0] ?? '', user_ids: group, chat_id: chatId }));
}
