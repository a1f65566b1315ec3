import type { Attachment, Message, Reaction, ReactionType, ReceiptKind, ReceiverStatus } from '@besage/contracts';
import type { Caller } from './caller.js';
import { imageForm, type ImageInput } from './image-form.js';
import { path } from './path.js';

export interface NewMessage {
  content: string;
  /** The same one again, and it is the same message. */
  client_id?: string;
  reply_to?: string | null;
  /** Ids of uploaded images. */
  attachments?: string[];
}

/** Messages over REST; to send with a queue that survives being offline there is `chat(id).send()`. */
export const messagesApi = ({ call, page }: Caller) => ({
  /** The newest of all my chats; of one, all of them, part by part. */
  list: ({ chatId, limit, cursor }: { chatId?: string; limit?: number; cursor?: string | undefined } = {}) =>
    page<Message>('/messages/', { chat_id: chatId, limit, page: cursor }, 'page'),
  send: (chatId: string, message: NewMessage) =>
    call<Message>('POST', path`/chats/${chatId}/messages/`, { body: message }),
  get: (id: string) => call<Message>('GET', path`/messages/${id}/`),
  edit: (id: string, content: string) => call<Message>('PATCH', path`/messages/${id}/`, { body: { content } }),
  delete: (id: string) => call<undefined>('DELETE', path`/messages/${id}/`),
  setStatus: (id: string, status: ReceiptKind) =>
    call<ReceiverStatus>('PUT', path`/messages/${id}/status/`, { body: { status } }),
});

/** Reactions over REST. */
export const reactionsApi = ({ call }: Caller) => ({
  types: () => call<ReactionType[]>('GET', '/reactions/types/'),
  list: (messageId: string) => call<Reaction[]>('GET', `/reactions/?message_id=${encodeURIComponent(messageId)}`),
  /** The same again takes it back: then there is none in the answer. */
  toggle: (messageId: string, type: ReactionType) =>
    call<Reaction | undefined>('POST', '/reactions/', { body: { message: messageId, type } }),
  remove: (id: string) => call<undefined>('DELETE', path`/reactions/${id}/`),
});

/** Images for messages. */
export const attachmentsApi = ({ call }: Caller) => ({
  /** @param onProgress gets how much of it is sent, from 0 to 1; in browsers and React Native */
  upload: (image: ImageInput, onProgress?: (sent: number) => void) =>
    call<Attachment>('POST', '/attachments/', { body: imageForm('file', image), onProgress }),
});
