import { ChatOverview, Id, Message, Seq, Text, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { deleteAnyMessage } from '../../operations/admin/delete-any-message.js';
import { listAllChats } from '../../operations/admin/list-all-chats.js';
import { readAnyChat } from '../../operations/admin/read-any-chat.js';
import { viewAnyChat } from '../../operations/admin/view-any-chat.js';
import type { App } from '../app-instance.js';
import { ChatParams, MessageParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const tags = ['admin'];

export function listAllChatsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'All chats, archived ones too, the youngest first',
    querystring: Type.Object({
      search: Type.Optional(Text({ maxLength: limits.chatNameLength, description: 'part of the name' })),
      user: Type.Optional(Type.String({ ...Id, description: 'somebody who is in' })),
      limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.chats }),
      cursor: Type.Optional(Id),
    }),
    response: responses({ 200: Type.Array(ChatOverview) }),
  };
  app.get('/admin/chats', { schema }, async (request, reply) => {
    const { search, user: userId, limit, cursor: before } = request.query;
    const { chats, next } = await listAllChats(ctx, { search, userId, limit, before });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return chats;
  });
}

export function viewAnyChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'One chat',
    params: ChatParams,
    response: responses({ 200: ChatOverview }, 'chat_not_found'),
  };
  app.get('/admin/chats/:chatId', { schema }, (request) => viewAnyChat(ctx, request.params.chatId));
}

export function readAnyChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'The messages of a chat, newest first',
    description: 'That they were read, and by whom, is in the audit.',
    params: ChatParams,
    querystring: Type.Object({
      before: Type.Optional(Seq),
      limit: Type.Integer({ minimum: 1, maximum: limits.pageSize.max, default: limits.listLength.messages }),
    }),
    response: responses({ 200: Type.Array(Message) }, 'chat_not_found'),
  };
  app.get('/admin/chats/:chatId/messages', { schema }, async (request, reply) => {
    const { messages, hasOlder } = await readAnyChat(ctx, request.actor, request.params.chatId, request.query);
    const oldest = messages.at(-1);
    if (hasOlder && oldest) linkTo(request, reply, 'next', { before: String(oldest.seq) });
    return messages;
  });
}

export function deleteAnyMessageRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Delete a message',
    params: MessageParams,
    response: responses({ 204: Type.Null() }, 'message_not_found'),
  };
  app.delete('/admin/messages/:messageId', { schema }, async (request, reply) => {
    await deleteAnyMessage(ctx, request.actor, request.params.messageId);
    return reply.code(204).send(null);
  });
}
