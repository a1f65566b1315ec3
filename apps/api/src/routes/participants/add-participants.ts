import { Participant } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { addParticipants } from '../../operations/participants/add-participants.js';
import { viewChat } from '../../operations/chats/view-chat.js';
import { admitPeople } from '../../plugins/limit-rates.js';
import type { App } from '../app-instance.js';
import { ChatParams, IdList, parseIds } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({ users_ids: IdList });
const Answer = Type.Object({ detail: Type.String(), participants: Type.Array(Participant) });

export function addParticipantsRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['participants'],
    summary: 'Put people into a chat',
    description: 'Unknown ids, and people who are in already, are skipped.',
    params: ChatParams,
    body: Body,
    response: responses(
      { 200: Answer },
      'too_many_participants',
      'not_a_participant',
      'not_allowed',
      'chat_not_found',
      'chat_archived',
    ),
  };
  app.post('/chats/:chatId/add_participants', { schema }, async (request, reply) => {
    const { chatId } = request.params;
    const userIds = parseIds(request.body.users_ids, 'users_ids');
    admitPeople(request, reply, ctx.limits.ofPerson, userIds);
    await addParticipants(ctx, request.actor, chatId, userIds);
    const { participants } = await viewChat(ctx, request.actor, chatId);
    return { detail: 'The participants were added.', participants };
  });
}
