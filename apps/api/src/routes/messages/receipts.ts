import { ReceiverStatus } from '@besage/contracts';
import type { Context } from '../../context.js';
import { markChatRead } from '../../operations/receipts/mark-chat-read.js';
import { markMessage } from '../../operations/receipts/mark-message.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams, MessageParams, ReceiptBody, parseReceiptKind } from '../inputs.js';
import { Detail, responses } from '../responses.js';

const tags = ['messages'];

export function messageStatusRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Say that a message has reached me, or that I have read it',
    description: 'What came before it has, too. A status only goes forward.',
    params: MessageParams,
    body: ReceiptBody,
    response: responses(
      { 200: ReceiverStatus },
      'unknown_status',
      'own_message',
      'not_a_participant',
      'message_not_found',
    ),
  };
  app.put('/messages/:messageId/status', { schema }, async (request) => {
    const kind = parseReceiptKind(request.body.status);
    return markMessage(ctx, request.actor, request.params.messageId, kind);
  });
}

/** Two paths for the same thing, both known to clients. */
export function markChatReadRoutes(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Say that I have read a chat',
    params: ChatParams,
    response: responses({ 200: Detail }, 'not_a_participant', 'chat_not_found'),
  };
  for (const path of ['/messages/read/:chatId', '/messages/status/update-all/:chatId']) {
    app.put(path, { schema }, async (request) => {
      const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
      const count = await markChatRead(ctx, request.actor, chat.id);
      return { detail: `Marked ${String(count)} messages as read.` };
    });
  }
}
