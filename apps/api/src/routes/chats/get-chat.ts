import { Chat, ServiceError } from '@besage/contracts';
import { loadChats } from '@besage/db';
import type { Context } from '../../context.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { responses } from '../responses.js';

export function getChatRoute(app: App, ctx: Context): void {
  const schema = { tags: ['chats'], summary: 'One chat', params: ChatParams, response: responses({ 200: Chat }) };
  app.get('/chats/:chatId', { schema }, async (request) => {
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    const [presented] = await loadChats(ctx.db, [chat.id], request.actor.userId, ctx.mediaUrl);
    if (!presented) throw new ServiceError('chat_not_found');
    return presented;
  });
}
