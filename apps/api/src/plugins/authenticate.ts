import { ServiceError } from '@besage/contracts';
import type { Context } from '../context.js';
import { noteUse } from '../operations/auth/note-use.js';
import type { App } from '../routes/app-instance.js';
import { deviceOf } from '../routes/device-of.js';
import { admit } from './limit-rates.js';
import { nameRefusals } from './name-refusals.js';

/** `Authorization: Bearer <token>` (RFC 6750); the scheme is written in any case. */
const bearer = /^Bearer +([\w.~+/-]+=*)$/i;

/** Lets only requests of a living session through to the routes of this scope, and says who asks. */
export function authenticate(app: App, ctx: Context): void {
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, security: [{ bearer: [] }] };
  });
  nameRefusals(app, () => ['not_authenticated', 'token_expired']);
  app.addHook('onRequest', async (request, reply) => {
    const token = bearer.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new ServiceError('not_authenticated');
    const { sessionId, userId } = ctx.tokens.verifyAccess(token);
    admit(reply, ctx.limits.ofPerson.take(userId));
    const actor = await ctx.findSession(sessionId);
    if (!actor) throw new ServiceError('not_authenticated');
    // Nobody waits for it.
    if (actor.isUnnoted) void noteUse(ctx, sessionId, deviceOf(request));
    request.actor = actor;
  });
}
