import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { archiveChat } from '../../operations/chats/archive-chat.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { responses } from '../responses.js';

export function archiveChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'Put a chat into the archive',
    params: ChatParams,
    response: responses({ 204: Type.Null() }, 'not_a_participant', 'not_allowed', 'chat_not_found'),
  };
  app.delete('/chats/:chatId', { schema }, async (request, reply) => {
    await archiveChat(ctx, request.actor, request.params.chatId);
    return reply.code(204).send(null);
  });
}
