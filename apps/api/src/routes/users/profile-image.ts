import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { updateUser } from '../../operations/users/update-user.js';
import type { App } from '../app-instance.js';
import { UserParams } from '../inputs.js';
import { responses } from '../responses.js';
import { ImageFile, requireImage } from '../uploads.js';

export function profileImageRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['users'],
    summary: 'Change a profile image',
    description: 'A form with the field `image` (or `profile_image`). The one before is removed.',
    consumes: ['multipart/form-data'],
    params: UserParams,
    body: Type.Object({ image: Type.Optional(ImageFile), profile_image: Type.Optional(ImageFile) }),
    response: responses(
      { 200: Type.Object({ imageUrl: Type.String(), profile_img: Type.String() }) },
      'invalid_image',
      'not_allowed',
      'user_not_found',
    ),
  };
  app.put('/users/:userId/profile-image', { schema }, async (request) => {
    const image = requireImage(request, 'image');
    const { profileImage } = await updateUser(ctx, request.actor, request.params.userId, { image });
    const url = ctx.mediaUrl(profileImage ?? '');
    return { imageUrl: url, profile_img: url };
  });
}
