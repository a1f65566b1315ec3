import { Id, Session, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { endSessionsOf } from '../../operations/admin/end-sessions-of.js';
import { viewAccount } from '../../operations/admin/view-account.js';
import { listSessions } from '../../operations/auth/list-sessions.js';
import { presentSession } from '../../present/session.js';
import type { App } from '../app-instance.js';
import { UserParams } from '../inputs.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const tags = ['admin'];

const Query = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.max }),
  cursor: Type.Optional(Id),
});

export function listSessionsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Where somebody is logged in, newest first',
    params: UserParams,
    querystring: Query,
    response: responses({ 200: Type.Array(Session) }, 'user_not_found'),
  };
  app.get('/admin/users/:userId/sessions', { schema }, async (request, reply) => {
    const { limit, cursor: before } = request.query;
    const { id } = await viewAccount(ctx, request.params.userId);
    const { sessions, next } = await listSessions(ctx, id, { limit, before });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return sessions.map(presentSession);
  });
}

export function endSessionsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Log somebody out everywhere',
    params: UserParams,
    response: responses({ 204: Type.Null() }, 'user_not_found'),
  };
  app.delete('/admin/users/:userId/sessions', { schema }, async (request, reply) => {
    await endSessionsOf(ctx, request.actor, request.params.userId);
    return reply.code(204).send(null);
  });
}

export function endSessionRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'End one session of somebody',
    params: Type.Object({ userId: Id, sessionId: Id }),
    response: responses({ 204: Type.Null() }, 'user_not_found', 'session_not_found'),
  };
  app.delete('/admin/users/:userId/sessions/:sessionId', { schema }, async (request, reply) => {
    const { userId, sessionId } = request.params;
    await endSessionsOf(ctx, request.actor, userId, sessionId);
    return reply.code(204).send(null);
  });
}
