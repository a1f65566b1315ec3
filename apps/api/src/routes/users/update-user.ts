import { User } from '@besage/contracts';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Context } from '../../context.js';
import { updateUser } from '../../operations/users/update-user.js';
import { presentUser } from '../../present/user.js';
import type { App } from '../app-instance.js';
import { Email, GivenPassword, UserParams, Username } from '../inputs.js';
import { responses } from '../responses.js';
import { ImageFile } from '../uploads.js';

const Body = Type.Object({
  username: Type.Optional(Username),
  email: Type.Optional(Email),
  password: Type.Optional(GivenPassword),
  profile_image: Type.Optional(ImageFile),
});

/** The same under three paths, all known to clients. */
export function updateUserRoutes(app: App, ctx: Context): void {
  const shared = {
    tags: ['users'],
    summary: 'Change a profile',
    description: 'Another e-mail address of one’s own asks for the `password`; staff change those of others without.',
    consumes: ['application/json', 'multipart/form-data'],
    body: Body,
    response: responses(
      { 200: User },
      'password_required',
      'wrong_password',
      'username_taken',
      'email_taken',
      'invalid_image',
      'not_allowed',
      'user_not_found',
    ),
  };
  const update = async (
    { actor, image }: FastifyRequest,
    userId: string,
    { username, email, password }: Static<typeof Body>,
  ) => presentUser(await updateUser(ctx, actor, userId, { username, email, password, image }), actor, ctx.mediaUrl);
  const method = ['PUT', 'PATCH'];
  for (const url of ['/users/:userId', '/users/:userId/profile']) {
    app.route({
      method,
      url,
      schema: { ...shared, params: UserParams },
      handler: (request) => update(request, request.params.userId, request.body),
    });
  }
  app.route({
    method,
    url: '/users/profile',
    schema: shared,
    handler: (request) => update(request, request.actor.userId, request.body),
  });
}
