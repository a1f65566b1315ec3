import { Chat, Text, limits } from '@besage/contracts';
import { Type, type Static } from 'typebox';
import type { Context } from '../../context.js';
import { createChat } from '../../operations/chats/create-chat.js';
import { viewChat } from '../../operations/chats/view-chat.js';
import { admitPeople } from '../../plugins/limit-rates.js';
import type { App } from '../app-instance.js';
import { IdList, parseIds } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({
  name: Type.Optional(Type.Union([Text({ maxLength: limits.chatNameLength }), Type.Null()])),
  participants_ids: Type.Optional(IdList),
  participant_ids: Type.Optional(IdList),
});

export function createChatRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['chats'],
    summary: 'Create a chat',
    description: 'Two people and no name are a direct chat; creating it again answers 200 with the same one.',
    body: Body,
    response: responses({ 200: Chat, 201: Chat }, 'too_many_participants'),
  };
  app.post('/chats', { schema }, async (request, reply) => {
    const { name } = request.body;
    const participantIds = idsOf(request.body);
    admitPeople(request, reply, ctx.limits.ofPerson, participantIds);
    const { id, isNew } = await createChat(ctx, request.actor, { name, participantIds });
    return reply.code(isNew ? 201 : 200).send(await viewChat(ctx, request.actor, id));
  });
}

function idsOf({ participants_ids: ids, participant_ids: alias = [] }: Static<typeof Body>): string[] {
  return ids === undefined ? parseIds(alias, 'participant_ids') : parseIds(ids, 'participants_ids');
}
