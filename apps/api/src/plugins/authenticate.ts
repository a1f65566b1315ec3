import type { AccessClaims } from '@besage/auth';
import { ServiceError } from '@besage/contracts';
import fastifyJwt from '@fastify/jwt';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.js';
import { noteUse } from '../operations/auth/note-use.js';
import type { App } from '../routes/app-instance.js';
import { deviceOf } from '../routes/device-of.js';
import { admit } from './limit-rates.js';
import { nameRefusals } from './name-refusals.js';

/** Lets only requests of a living session through to the routes of this scope, and says who asks. */
export function authenticate(app: App, ctx: Context): void {
  app.register(fastifyJwt, ctx.tokens.jwtOptions);
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, security: [{ bearer: [] }] };
  });
  nameRefusals(app, () => ['not_authenticated', 'token_expired']);
  app.addHook('onRequest', async (request, reply) => {
    const { sessionId, userId } = await verifyToken(request);
    admit(reply, ctx.limits.ofPerson.take(userId));
    const actor = await ctx.findSession(sessionId);
    if (!actor) throw new ServiceError('not_authenticated');
    // Nobody waits for it.
    if (actor.isUnnoted) void noteUse(ctx, sessionId, deviceOf(request));
    request.actor = actor;
  });
}

async function verifyToken(request: FastifyRequest): Promise<AccessClaims> {
  try {
    return await request.jwtVerify<AccessClaims>();
  } catch (cause) {
    const expired = cause instanceof Error && 'code' in cause && cause.code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED';
    throw new ServiceError(expired ? 'token_expired' : 'not_authenticated', { cause });
  }
}
