import { Message, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { listMessages } from '../../operations/messages/list-messages.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  page_size: Type.Integer({ minimum: 1, maximum: limits.pageSize.max, default: limits.pageSize.default }),
});

export function listMessagesRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['messages'],
    summary: 'The history of a chat, newest first',
    params: ChatParams,
    querystring: Query,
    response: responses({ 200: Type.Array(Message) }),
  };
  app.get('/chats/:chatId/messages', { schema }, async (request, reply) => {
    const { page, page_size: pageSize } = request.query;
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    const { messages, hasMore } = await listMessages(ctx, { chatId: chat.id, page, pageSize });
    if (hasMore) linkTo(request, reply, 'next', { page: String(page + 1) });
    return messages;
  });
}
