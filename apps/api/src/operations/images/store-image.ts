import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.js';
import type { Transaction } from '../log/change-chat.js';

/** Milliseconds that an upload has to be stored and carried by something; afterwards it counts as given up. */
const UPLOAD_TIME = 3_600_000;

/** A stored image. */
export interface StoredImage {
  key: string;
  contentType: string;
  bytes: number;
  width: number;
  height: number;
}

/**
 * Stores an image together with what carries it: both are there in the end, or neither, whatever fails or dies in between.
 * Its file is loose from before it is stored until the transaction that carries it commits; loose files get removed.
 *
 * @param folder under `media/`, of whose it is
 * @param carry writes down, in the transaction, who has the image
 * @throws ServiceError `invalid_image`, `unavailable`, and what `carry` throws
 */
export async function storeImage<T>(
  ctx: Context,
  folder: string,
  source: Buffer,
  carry: (tx: Transaction, image: StoredImage) => Promise<T>,
): Promise<T> {
  const { bytes, contentType, extension, width, height } = await ctx.images.encode(source, folder);
  const key = `media/${folder}/${randomUUID()}.${extension}`;
  await ctx.db.looseFile.create({ data: { key, dueAt: new Date(Date.now() + UPLOAD_TIME) } });
  try {
    await ctx.store.put(key, bytes, contentType);
    return await ctx.db.$transaction(async (tx) => {
      await tx.looseFile.delete({ where: { key } });
      return carry(tx, { key, contentType, bytes: bytes.length, width, height });
    });
  } catch (error) {
    await giveUp(ctx, key);
    throw error;
  } finally {
    ctx.sweep.soon();
  }
}

/** Should PostgreSQL be away, the file is removed once its time is over. */
async function giveUp(ctx: Context, key: string): Promise<void> {
  try {
    await ctx.db.looseFile.updateMany({ where: { key }, data: { dueAt: new Date() } });
  } catch (error) {
    ctx.log.warn({ err: error, key }, 'a file is removed later');
  }
}

/** Lets go of stored files: the first sweep after the commit removes them. */
export async function loosen(tx: Transaction, keys: string[]): Promise<void> {
  const dueAt = new Date();
  await tx.looseFile.createMany({ data: keys.map((key) => ({ key, dueAt })) });
}
