import type { Context } from '../../context.js';
import { removeParticipants } from '../../operations/participants/remove-participants.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { Detail, responses } from '../responses.js';

export function leaveChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['participants'],
    summary: 'Leave a chat',
    params: ChatParams,
    response: responses({ 200: Detail }, 'not_a_participant', 'chat_not_found'),
  };
  app.post('/chats/:chatId/leave', { schema }, async (request) => {
    await removeParticipants(ctx, request.actor, request.params.chatId, [request.actor.userId]);
    return { detail: 'You have left the chat.' };
  });
}
