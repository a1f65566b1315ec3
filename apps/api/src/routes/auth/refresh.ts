import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { refreshSession } from '../../operations/auth/refresh-session.js';
import { limitByAddress } from '../../plugins/limit-rates.js';
import type { App } from '../app-instance.js';
import { deviceOf } from '../device-of.js';
import { responses } from '../responses.js';

const Body = Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 4_096 }) });
const Tokens = Type.Object({ access: Type.String(), refresh: Type.String() });

export function refreshRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['auth'],
    summary: 'Exchange a refresh token',
    description: 'Each refresh token is good for once: used twice, its whole session ends.',
    body: Body,
    response: responses({ 200: Tokens }, 'invalid_refresh_token'),
  };
  const onRequest = limitByAddress(ctx.limits.refreshes);
  app.post('/auth/token/refresh', { schema, onRequest }, (request) =>
    refreshSession(ctx, request.body.refresh, deviceOf(request)),
  );
}
