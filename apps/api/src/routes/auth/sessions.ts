import { Id, OwnSession, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { endOwnSession } from '../../operations/auth/end-own-session.js';
import { listSessions } from '../../operations/auth/list-sessions.js';
import { presentOwnSession } from '../../present/session.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const tags = ['auth'];

export function listOwnSessionsRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Where I am logged in, newest first',
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.max }),
      cursor: Type.Optional(Id),
    }),
    response: responses({ 200: Type.Array(OwnSession) }),
  };
  app.get('/auth/sessions', { schema }, async (request, reply) => {
    const { limit, cursor: before } = request.query;
    const { sessions, next } = await listSessions(ctx, request.actor.userId, { limit, before });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return sessions.map((session) => presentOwnSession(session, request.actor.sessionId));
  });
}

export function endOwnSessionRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'End one of my sessions, its open sockets too',
    params: Type.Object({ sessionId: Id }),
    response: responses({ 204: Type.Null() }, 'session_not_found'),
  };
  app.delete('/auth/sessions/:sessionId', { schema }, async (request, reply) => {
    await endOwnSession(ctx, request.actor, request.params.sessionId);
    return reply.code(204).send(null);
  });
}
