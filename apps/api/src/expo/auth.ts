import { Type } from 'typebox';
import type { Context } from '../context.js';
import { endSessions } from '../operations/auth/end-sessions.js';
import { login } from '../operations/auth/login.js';
import { register } from '../operations/auth/register.js';
import type { TokenPair } from '../operations/auth/start-session.js';
import { limitByAddress, limitByName } from '../plugins/limit-rates.js';
import { presentUser, type UserRow } from '../present/user.js';
import type { App } from '../routes/app-instance.js';
import { deviceOf } from '../routes/device-of.js';
import { Email, GivenPassword, Password, Username } from '../routes/inputs.js';
import { Detail, responses } from '../routes/responses.js';
import { ExpoUser, toExpoUser } from './expo-user.js';

const tags = ['expo'];

const LoggedIn = Type.Object({ user: ExpoUser, access: Type.String(), refresh: Type.String() });

export function registerRoute(app: App, ctx: Context): void {
  const body = Type.Object({
    username: Username,
    email: Email,
    password: Password,
  });
  const schema = {
    tags,
    summary: 'Create an account',
    body,
    response: responses({ 201: LoggedIn }, 'weak_password', 'username_taken', 'email_taken'),
  };
  const onRequest = limitByAddress(ctx.limits.registrations);
  const preHandler = limitByName(ctx.limits.registrations);
  app.post('/auth/register', { schema, onRequest, preHandler }, async (request, reply) => {
    const registered = await register(ctx, request.body, deviceOf(request));
    return reply.code(201).send(loggedIn(ctx, registered));
  });
}

export function loginRoute(app: App, ctx: Context): void {
  const body = Type.Object({
    username: Type.String({ minLength: 1, maxLength: 254 }),
    password: GivenPassword,
  });
  const schema = { tags, summary: 'Log in', body, response: responses({ 200: LoggedIn }, 'invalid_credentials') };
  app.post('/auth/login', { schema, onRequest: limitByAddress(ctx.limits.logins) }, async (request) =>
    loggedIn(ctx, await login(ctx, request.body, deviceOf(request))),
  );
}

/** The one call that brings its token in the body. */
export function logoutRoute(app: App, ctx: Context): void {
  const body = Type.Object({ token: Type.String({ minLength: 1, maxLength: 4_096 }) });
  const schema = {
    tags,
    summary: 'End the session of a token',
    body,
    response: responses({ 200: Detail }, 'not_authenticated', 'token_expired'),
  };
  app.post('/auth/logout', { schema }, async (request) => {
    const { userId, sessionId } = ctx.tokens.verifyAccess(request.body.token);
    await endSessions(ctx, userId, [sessionId]);
    return { detail: 'Logged out.' };
  });
}

function loggedIn(ctx: Context, { user, access, refresh }: { user: UserRow } & TokenPair) {
  const presented = presentUser(user, { userId: user.id, isStaff: user.isStaff }, ctx.mediaUrl);
  return { user: toExpoUser(presented), access, refresh };
}
