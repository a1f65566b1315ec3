import { Chat, ServiceError, limits } from '@besage/contracts';
import { loadChats } from '@besage/db';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { createChat } from '../../operations/chats/create-chat.js';
import type { App } from '../app-instance.js';
import { IdList, parseIds } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({
  name: Type.Optional(Type.Union([Type.String({ maxLength: limits.chatNameLength }), Type.Null()])),
  participants_ids: Type.Optional(IdList),
  participant_ids: Type.Optional(IdList),
});

export function createChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'Create a chat',
    description: 'Two people and no name are a direct chat; creating it again answers 200 with the same one.',
    body: Body,
    response: responses({ 200: Chat, 201: Chat }),
  };
  app.post('/chats', { schema }, async (request, reply) => {
    const { name, participants_ids, participant_ids } = request.body;
    const participantIds = parseIds(participants_ids ?? participant_ids ?? [], 'participants_ids');
    const { id, isNew } = await createChat(ctx, request.actor, { name, participantIds });
    const [chat] = await loadChats(ctx.db, [id], request.actor.userId, ctx.mediaUrl);
    if (!chat) throw new ServiceError('chat_not_found');
    return reply.code(isNew ? 201 : 200).send(chat);
  });
}
