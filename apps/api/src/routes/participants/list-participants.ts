import { Id, Participant, Text, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { listParticipants } from '../../operations/participants/list-participants.js';
import { accessChat } from '../../permissions/access.js';
import type { App } from '../app-instance.js';
import { ChatParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  search: Type.Optional(Text({ maxLength: limits.usernameLength.max, description: 'the beginning of a username' })),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.users }),
  cursor: Type.Optional(Id),
});

export function listParticipantsRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['participants'],
    summary: 'Everybody in a chat, in the order in which they came',
    params: ChatParams,
    querystring: Query,
    response: responses({ 200: Type.Array(Participant) }, 'not_a_participant', 'chat_not_found'),
  };
  app.get('/chats/:chatId/participants', { schema }, async (request, reply) => {
    const { chat } = await accessChat(ctx, request.actor, request.params.chatId);
    const { search, limit, cursor: after } = request.query;
    const { participants, next } = await listParticipants(ctx, chat.id, { search, limit, after });
    if (next) linkTo(request, reply, 'next', { cursor: next });
    return participants;
  });
}
