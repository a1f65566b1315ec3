import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { deactivateUser } from '../../operations/users/deactivate-user.js';
import type { App } from '../app-instance.js';
import { UserParams } from '../inputs.js';
import { responses } from '../responses.js';

export function deactivateUserRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['users'],
    summary: 'Deactivate an account',
    description: 'All its sessions end. What it said stays.',
    params: UserParams,
    response: responses({ 204: Type.Null() }, 'not_allowed', 'user_not_found', 'last_staff'),
  };
  app.delete('/users/:userId', { schema }, async (request, reply) => {
    await deactivateUser(ctx, request.actor, request.params.userId);
    return reply.code(204).send(null);
  });
}
