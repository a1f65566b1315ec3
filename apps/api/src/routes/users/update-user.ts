import { User } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { updateUser } from '../../operations/users/update-user.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { Email, UserParams, Username } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({ username: Type.Optional(Username), email: Type.Optional(Email) });

/** The same under three paths, all known to clients. */
export function updateUserRoutes(app: App, ctx: Context): void {
  const shared = { tags: ['users'], summary: 'Change a profile', body: Body, response: responses({ 200: User }) };
  const method = ['PUT', 'PATCH'];
  for (const url of ['/users/:userId', '/users/:userId/profile']) {
    app.route({
      method,
      url,
      schema: { ...shared, params: UserParams },
      handler: async (request) => {
        const user = await updateUser(ctx, request.actor, request.params.userId, request.body);
        return presentUser(user, request.actor, ctx.mediaUrl);
      },
    });
  }
  app.route({
    method,
    url: '/users/profile',
    schema: shared,
    handler: async (request) => {
      const user = await updateUser(ctx, request.actor, request.actor.userId, request.body);
      return presentUser(user, request.actor, ctx.mediaUrl);
    },
  });
}
