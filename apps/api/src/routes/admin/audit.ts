import { AuditEntry, Id, limits } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { listAudit } from '../../operations/admin/list-audit.js';
import { presentAuditEntry } from '../../present/audit-entry.js';
import type { App } from '../app-instance.js';
import { linkTo } from '../links.js';
import { responses } from '../responses.js';

const Query = Type.Object({
  actor: Type.Optional(Type.String({ ...Id, description: 'who did it' })),
  target: Type.Optional(Type.String({ ...Id, description: 'the person, chat or message that it was done to' })),
  limit: Type.Integer({ minimum: 1, maximum: limits.listLength.max, default: limits.listLength.max }),
  cursor: Type.Optional(Id),
});

export function auditRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['admin'],
    summary: 'What staff did, the latest first',
    description: 'Every act upon others, and every look at their messages.',
    querystring: Query,
    response: responses({ 200: Type.Array(AuditEntry) }),
  };
  app.get('/admin/audit', { schema }, async (request, reply) => {
    const { actor: actorId, target, limit, cursor: before } = request.query;
    const { entries, next } = await listAudit(ctx, { actorId, target, limit, before });
    if (next !== undefined) linkTo(request, reply, 'next', { cursor: next });
    return entries.map((entry) => presentAuditEntry(entry, ctx.mediaUrl));
  });
}
