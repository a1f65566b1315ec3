import { Chat, Text, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { updateChat } from '../../operations/chats/update-chat.js';
import { viewChat } from '../../operations/chats/view-chat.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({ name: Type.Union([Text({ maxLength: limits.chatNameLength }), Type.Null()]) });

export function updateChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'Rename a chat',
    params: ChatParams,
    body: Body,
    response: responses({ 200: Chat }, 'not_a_participant', 'not_allowed', 'chat_not_found', 'chat_archived'),
  };
  app.route({
    method: ['PUT', 'PATCH'],
    url: '/chats/:chatId',
    schema,
    handler: async (request) => {
      const { chatId } = request.params;
      await updateChat(ctx, request.actor, chatId, request.body.name);
      return viewChat(ctx, request.actor, chatId);
    },
  });
}
