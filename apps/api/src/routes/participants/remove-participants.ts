import { Participant } from '@besage/contracts';
import { loadRosters } from '@besage/db';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { removeParticipants } from '../../operations/participants/remove-participants.js';
import type { App } from '../app-instance.js';
import { ChatParams, IdList, parseIds } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({ users_ids: IdList });
const Answer = Type.Object({ detail: Type.String(), participants: Type.Array(Participant) });

export function removeParticipantsRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['participants'],
    summary: 'Take people out of a chat',
    params: ChatParams,
    body: Body,
    response: responses({ 200: Answer }, 'not_a_participant', 'not_allowed', 'chat_not_found'),
  };
  app.post('/chats/:chatId/remove_participants', { schema }, async (request) => {
    const { chatId } = request.params;
    await removeParticipants(ctx, request.actor, chatId, parseIds(request.body.users_ids, 'users_ids'));
    const rosters = await loadRosters(ctx.db, [chatId], ctx.mediaUrl);
    return { detail: 'The participants were removed.', participants: rosters.get(chatId) ?? [] };
  });
}
