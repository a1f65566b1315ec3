import { ServiceError, User } from '@besage/contracts';
import type { Context } from '../../context.js';
import type { Actor } from '../../operations/actor.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { UserParams } from '../inputs.js';
import { responses } from '../responses.js';

export function getUserRoutes(app: App, ctx: Context): void {
  const shared = { tags: ['users'], response: responses({ 200: User }, 'user_not_found') };
  app.get('/users/me', { schema: { ...shared, summary: 'Myself' } }, (request) =>
    view(ctx, request.actor, request.actor.userId),
  );
  app.get('/users/:userId', { schema: { ...shared, summary: 'One person', params: UserParams } }, (request) =>
    view(ctx, request.actor, request.params.userId),
  );
}

async function view(ctx: Context, actor: Actor, userId: string): Promise<User> {
  const user = await ctx.db.user.findUnique({ where: { id: userId } });
  if (!user?.active) throw new ServiceError('user_not_found');
  return presentUser(user, actor, ctx.mediaUrl);
}
