import { Type } from 'typebox';
import type { Context } from '../context.js';
import { listUsers } from '../operations/users/list-users.js';
import { updateUser } from '../operations/users/update-user.js';
import { admit } from '../plugins/limit-rates.js';
import { presentUser } from '../present/user.js';
import type { App } from '../routes/app-instance.js';
import { Email, GivenPassword, UserParams, Username } from '../routes/inputs.js';
import { responses } from '../routes/responses.js';
import { ImageFile, requireImage } from '../routes/uploads.js';
import { ExpoUser, toExpoUser } from './expo-user.js';

const tags = ['expo'];

/** The app reads one list and can neither search nor page in it: who is not there cannot be found. */
const USERS_MAX = 10_000;
/** As many other requests that one is worth. */
const USERS_COST = 20;

export function listUsersRoute(app: App, ctx: Context): void {
  const schema = { tags, summary: 'Active people, by name', response: responses({ 200: Type.Array(ExpoUser) }) };
  app.get('/users', { schema }, async (request, reply) => {
    admit(reply, ctx.limits.ofPerson.take(request.actor.userId, USERS_COST));
    const { users } = await listUsers(ctx, { limit: USERS_MAX });
    return users.map((user) => toExpoUser(presentUser(user, request.actor, ctx.mediaUrl)));
  });
}

export function updateProfileRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Change my profile',
    description: 'Another e-mail address asks for the `password`; the same one, which the app sends along, does not.',
    params: UserParams,
    body: Type.Object({
      username: Type.Optional(Username),
      email: Type.Optional(Email),
      password: Type.Optional(GivenPassword),
    }),
    response: responses(
      { 200: ExpoUser },
      'password_required',
      'wrong_password',
      'username_taken',
      'email_taken',
      'not_allowed',
      'user_not_found',
    ),
  };
  app.put('/users/:userId/profile', { schema }, async (request) => {
    const { username, email, password } = request.body;
    const user = await updateUser(ctx, request.actor, request.params.userId, { username, email, password });
    return toExpoUser(presentUser(user, request.actor, ctx.mediaUrl));
  });
}

export function profileImageRoute(app: App, ctx: Context): void {
  const schema = {
    tags,
    summary: 'Change my profile image',
    consumes: ['multipart/form-data'],
    params: UserParams,
    body: Type.Object({ image: Type.Optional(ImageFile) }),
    response: responses(
      { 200: Type.Object({ imageUrl: Type.String() }) },
      'invalid_image',
      'not_allowed',
      'user_not_found',
    ),
  };
  app.put('/users/:userId/profile-image', { schema }, async (request) => {
    const image = requireImage(request, 'image');
    const { profileImage } = await updateUser(ctx, request.actor, request.params.userId, { image });
    return { imageUrl: ctx.mediaUrl(profileImage ?? '') };
  });
}
