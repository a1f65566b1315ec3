import { Id, Message, Seq, ServiceError, limits } from '@besage/contracts';
import { Type, type Static } from 'typebox';
import type { Context } from '../../context.js';
import { listMessages, placeInLog, type Window } from '../../operations/messages/list-messages.js';
import { markShown } from '../../operations/receipts/mark-shown.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Place = Type.Optional(Type.Union([Seq, Id], { description: 'the id of a message, or a `seq`' }));

const Query = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageSize.max })),
  before: Place,
  after: Place,
  around: Place,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageSize.max })),
});

export function listMessagesRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['messages'],
    summary: 'The history of a chat, newest first',
    description: 'By pages, or before, after or around a message. What it returns is marked as delivered.',
    params: ChatParams,
    querystring: Query,
    response: responses({ 200: Type.Array(Message) }, 'not_a_participant', 'chat_not_found', 'message_not_found'),
  };
  app.get('/chats/:chatId/messages', { schema }, async (request, reply) => {
    const access = await accessChat(ctx, request.actor, request.params.chatId);
    const window = await windowOf(ctx, access.chat.id, request.query);
    const { messages, hasOlder } = await listMessages(ctx, access.chat.id, window);
    const oldest = messages.at(-1);
    if (hasOlder && 'page' in window) linkTo(request, reply, 'next', { page: String(window.page + 1) });
    else if (hasOlder && oldest && 'before' in window) linkTo(request, reply, 'next', { before: oldest.id });
    await markShown(ctx, request.actor, access, messages);
    return messages;
  });
}

/** @throws ServiceError `invalid_input` where more than one place is named, `message_not_found` */
async function windowOf(ctx: Context, chatId: string, query: Static<typeof Query>): Promise<Window> {
  const { page = 1, page_size, before, after, around } = query;
  const limit = query.limit ?? page_size ?? limits.pageSize.default;
  if ([before, after, around].filter((place) => place !== undefined).length > 1) {
    throw new ServiceError('invalid_input', { detail: 'Name one of before, after and around.' });
  }
  if (before !== undefined) return { before: await placeInLog(ctx, chatId, before), limit };
  if (after !== undefined) return { after: await placeInLog(ctx, chatId, after), limit };
  if (around !== undefined) return { around: await placeInLog(ctx, chatId, around), limit };
  return { page, limit };
}
