import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { logout } from '../../operations/auth/logout.js';
import type { App } from '../app-instance.js';
import { Detail, responses } from '../responses.js';

const Body = Type.Union([
  Type.Object({ refresh: Type.Optional(Type.String({ minLength: 1, maxLength: 4_096 })) }),
  Type.Null(),
]);

export function logoutRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['auth'],
    summary: 'End the session, its open sockets too',
    body: Body,
    response: responses({ 200: Detail }, 'invalid_refresh_token'),
  };
  app.post('/auth/logout', { schema }, async (request) => {
    await logout(ctx, request.actor, request.body?.refresh);
    return { detail: 'Logged out.' };
  });
}
