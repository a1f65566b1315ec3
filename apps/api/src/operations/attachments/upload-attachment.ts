import { ServiceError } from '@besage/contracts';
import type { AttachmentRow } from '@besage/db';
import { newId } from '@besage/service-kit';
import type { Context } from '../../context.js';
import type { Actor } from '../actor.js';
import { storeImage } from '../images/store-image.js';

/** Images that one person may have uploaded and not sent; after a day they are removed. */
const UNSENT_MAX = 100;

/**
 * Stores an image for a message that is to come. It belongs to its uploader until they send it.
 *
 * @throws ServiceError `invalid_image`, `rate_limited`, `unavailable`
 */
export async function uploadAttachment(ctx: Context, { userId }: Actor, source: Buffer): Promise<AttachmentRow> {
  const unsent = await ctx.db.attachment.count({ where: { uploaderId: userId, messageId: null }, take: UNSENT_MAX });
  if (unsent === UNSENT_MAX)
    throw new ServiceError('rate_limited', { detail: 'Send the images that you uploaded first.' });
  return storeImage(ctx, `attachments/${userId}`, source, (tx, image) =>
    tx.attachment.create({ data: { id: newId(), uploaderId: userId, ...image } }),
  );
}
