import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { changePassword } from '../../operations/auth/change-password.js';
import type { App } from '../app-instance.js';
import { GivenPassword, Password } from '../inputs.js';
import { Detail, responses } from '../responses.js';

const Body = Type.Object({ old_password: GivenPassword, new_password: Password });

export function changePasswordRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['auth'],
    summary: 'Change my password',
    description: 'All other sessions end, their open sockets too. A new one that is easily guessed is refused.',
    body: Body,
    response: responses({ 200: Detail }, 'wrong_password', 'weak_password'),
  };
  app.post('/auth/password', { schema }, async (request) => {
    const { old_password: oldPassword, new_password: newPassword } = request.body;
    await changePassword(ctx, request.actor, { oldPassword, newPassword });
    return { detail: 'The password is changed.' };
  });
}
