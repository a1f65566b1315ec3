import { Chat, Id, roles, type Role } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { viewChat } from '../../operations/chats/view-chat.js';
import { changeRole } from '../../operations/participants/change-role.js';
import type { App } from '../app-instance.js';
import { responses } from '../responses.js';

const Params = Type.Object({ chatId: Id, userId: Id });
const Body = Type.Object({ role: Type.Unsafe<Role>({ type: 'string', enum: [...roles] }) });

export function changeRoleRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['participants'],
    summary: 'Give somebody another role',
    description: 'The owner may. Who makes somebody else the owner is an admin then.',
    params: Params,
    body: Body,
    response: responses({ 200: Chat }, 'not_a_participant', 'not_allowed', 'chat_not_found', 'user_not_found'),
  };
  app.patch('/chats/:chatId/participants/:userId', { schema }, async (request) => {
    const { chatId, userId } = request.params;
    await changeRole(ctx, request.actor, { chatId, userId, role: request.body.role });
    return viewChat(ctx, request.actor, chatId);
  });
}
