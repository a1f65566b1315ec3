import { Id, Message, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { listMessages } from '../../operations/messages/list-messages.js';
import { listMyMessages } from '../../operations/messages/list-my-messages.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  chat_id: Type.Optional(Id),
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.messages }),
});

export function listMyMessagesRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['messages'],
    summary: 'The newest messages of my chats, or of one of them',
    description: 'Of one chat they are paged; of all together only the newest are given.',
    querystring: Query,
    response: responses({ 200: Type.Array(Message) }, 'not_a_participant', 'chat_not_found'),
  };
  app.get('/messages', { schema }, async (request, reply) => {
    const { chat_id: chatId, page, limit } = request.query;
    if (chatId === undefined) return listMyMessages(ctx, request.actor, limit);
    const { chat } = await accessChat(ctx, request.actor, chatId);
    const { messages, hasOlder } = await listMessages(ctx, chat.id, { page, limit });
    if (hasOlder) linkTo(request, reply, 'next', { page: String(page + 1) });
    return messages;
  });
}
