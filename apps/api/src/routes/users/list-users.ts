import { Text, User, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { isShort } from '../../operations/search-pattern.js';
import { listUsers } from '../../operations/users/list-users.js';
import { admit } from '../../plugins/limit-rates.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

/** So many other requests a search is worth that no index helps. */
const SHORT_SEARCH_COST = 10;

const Query = Type.Object({
  search: Type.Optional(Text({ maxLength: limits.usernameLength.max, description: 'part of a username' })),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.users }),
  cursor: Type.Optional(Text({ maxLength: limits.usernameLength.max, description: 'from the Link header' })),
});

export function listUsersRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['users'],
    summary: 'Active people, by name',
    querystring: Query,
    response: responses({ 200: Type.Array(User) }),
  };
  app.get('/users', { schema }, async (request, reply) => {
    const { search, limit, cursor: after } = request.query;
    if (search && isShort(search)) admit(reply, ctx.limits.ofPerson.take(request.actor.userId, SHORT_SEARCH_COST));
    const { users, next } = await listUsers(ctx, { search, limit, after });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return users.map((user) => presentUser(user, request.actor, ctx.mediaUrl));
  });
}
