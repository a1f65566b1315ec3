import { Chat } from '@besage/contracts';
import type { Context } from '../../context.js';
import { viewChat } from '../../operations/chats/view-chat.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { responses } from '../responses.js';

export function getChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'One chat',
    params: ChatParams,
    response: responses({ 200: Chat }, 'not_a_participant', 'chat_not_found'),
  };
  app.get('/chats/:chatId', { schema }, async (request) => {
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    return viewChat(ctx, request.actor, chat.id);
  });
}
