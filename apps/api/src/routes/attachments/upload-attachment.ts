import { Attachment } from '@besage/contracts';
import { presentAttachment } from '@besage/db';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { uploadAttachment } from '../../operations/attachments/upload-attachment.js';
import type { App } from '../app-instance.js';
import { responses } from '../responses.js';
import { ImageFile, requireImage } from '../uploads.js';

export function uploadAttachmentRoute(app: App, ctx: Context): void {
  const schema = {
    tags: ['attachments'],
    summary: 'Upload an image for a message',
    description:
      'A form with the field `file` (or `image`). It is yours until you send it; after a day unsent it is removed.',
    consumes: ['multipart/form-data'],
    body: Type.Object({ file: Type.Optional(ImageFile), image: Type.Optional(ImageFile) }),
    response: responses({ 201: Attachment }, 'invalid_image', 'rate_limited'),
  };
  app.post('/attachments', { schema }, async (request, reply) => {
    const attachment = await uploadAttachment(ctx, request.actor, requireImage(request, 'file'));
    return reply.code(201).send(presentAttachment(attachment, ctx.mediaUrl));
  });
}
