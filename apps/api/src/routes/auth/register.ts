import { User } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { register } from '../../operations/auth/register.js';
import { limitByAddress, limitByName } from '../../plugins/limit-rates.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { deviceOf } from '../device-of.js';
import { Email, Password, Username } from '../inputs.js';
import { responses } from '../responses.js';

const Body = Type.Object({
  username: Username,
  email: Email,
  password: Password,
  password2: Type.Optional(Type.String()),
});

/** What register and login answer. */
export const LoggedIn = Type.Object({ user: User, access: Type.String(), refresh: Type.String() });

export function registerRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['auth'],
    summary: 'Create an account',
    description: 'A password that is easily guessed is refused; the sentences about it say what would help.',
    body: Body,
    response: responses({ 201: LoggedIn }, 'weak_password', 'username_taken', 'email_taken'),
  };
  const onRequest = limitByAddress(ctx.limits.registrations);
  const preHandler = limitByName(ctx.limits.registrations);
  app.post('/auth/register', { schema, onRequest, preHandler }, async (request, reply) => {
    const { user, access, refresh } = await register(ctx, request.body, deviceOf(request));
    const presented = presentUser(user, { userId: user.id, isStaff: user.isStaff }, ctx.mediaUrl);
    return reply.code(201).send({ user: presented, access, refresh });
  });
}
