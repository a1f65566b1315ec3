import { Text } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { login } from '../../operations/auth/login.js';
import { limitByAddress } from '../../plugins/limit-rates.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { deviceOf } from '../device-of.js';
import { GivenPassword } from '../inputs.js';
import { responses } from '../responses.js';
import { LoggedIn } from './register.js';

const Body = Type.Object({
  username: Text({ minLength: 1, maxLength: 254, description: 'the username or the e-mail address' }),
  password: GivenPassword,
});

export function loginRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['auth'],
    summary: 'Log in',
    body: Body,
    response: responses({ 200: LoggedIn }, 'invalid_credentials'),
  };
  app.post('/auth/login', { schema, onRequest: limitByAddress(ctx.limits.logins) }, async (request) => {
    const { user, access, refresh } = await login(ctx, request.body, deviceOf(request));
    const presented = presentUser(user, { userId: user.id, isStaff: user.isStaff }, ctx.mediaUrl);
    return { user: presented, access, refresh };
  });
}
