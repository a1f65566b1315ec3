import { ExpoMessage, Id, limits, messageStatuses, toExpoMessage } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../context.js';
import { listMessages } from '../operations/messages/list-messages.js';
import { sendMessage } from '../operations/messages/send-message.js';
import { markChatRead } from '../operations/receipts/mark-chat-read.js';
import { markMessage } from '../operations/receipts/mark-message.js';
import { markShown } from '../operations/receipts/mark-shown.js';
import { admit } from '../plugins/limit-rates.js';
import { accessChat } from '../permissions/access.js';
import type { App } from '../routes/app-instance.js';
import { ChatParams, MessageParams, ReceiptBody, parseReceiptKind } from '../routes/inputs.js';
import { Detail, responses } from '../routes/responses.js';

const tags = ['expo'];

const PAGE_SIZE = 50;

export function listMessagesRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'The history of a chat, newest first; nothing behind its end',
    description: 'What it returns is marked as delivered.',
    params: ChatParams,
    querystring: Type.Object({
      page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
      page_size: Type.Integer({ minimum: 1, maximum: limits.pageSize.max, default: PAGE_SIZE }),
    }),
    response: responses({ 200: Type.Array(ExpoMessage) }, 'not_a_participant', 'chat_not_found'),
  };
  app.get('/chats/:chatId/messages', { schema }, async (request) => {
    const access = await accessChat(ctx, request.actor, request.params.chatId);
    const { page, page_size: limit } = request.query;
    const { messages } = await listMessages(ctx, access.chat.id, { page, limit });
    await markShown(ctx, request.actor, access, messages);
    return messages.map(toExpoMessage);
  });
}

/** The chat is in the path; the app names it in the body once more. */
export function createMessageRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Send a message',
    params: ChatParams,
    body: Type.Object({ content: Type.String(), chat: Type.Optional(Id) }),
    response: responses(
      { 201: ExpoMessage },
      'content_required',
      'content_too_long',
      'not_a_participant',
      'chat_not_found',
      'chat_archived',
    ),
  };
  app.post('/chats/:chatId/messages', { schema }, async (request, reply) => {
    const { chatId } = request.params;
    admit(reply, ctx.limits.sends.take(request.actor.userId, chatId));
    const { message } = await sendMessage(ctx, request.actor, { chatId, content: request.body.content });
    return reply.code(201).send(toExpoMessage(message));
  });
}

export function messageStatusRoute(app: App, ctx: Context): void {
  const Answer = Type.Object({
    messageId: Id,
    status: Type.Unsafe<string>({ type: 'string', enum: [...messageStatuses] }),
  });
  const schema = {
    tags,
    summary: 'Say that a message has reached me, or that I have read it',
    params: MessageParams,
    body: ReceiptBody,
    response: responses({ 200: Answer }, 'unknown_status', 'own_message', 'not_a_participant', 'message_not_found'),
  };
  app.put('/messages/:messageId/status', { schema }, async (request) => {
    const { messageId } = request.params;
    const { status } = await markMessage(ctx, request.actor, messageId, parseReceiptKind(request.body.status));
    return { messageId, status };
  });
}

export function markChatReadRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Say that I have read a chat',
    params: ChatParams,
    response: responses({ 200: Detail }, 'not_a_participant', 'chat_not_found'),
  };
  app.put('/messages/status/update-all/:chatId', { schema }, async (request) => {
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    const count = await markChatRead(ctx, request.actor, chat.id);
    return { detail: `Marked ${String(count)} messages as read.` };
  });
}
