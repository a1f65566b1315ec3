import { createLimiter } from '@besage/auth';
import { ServiceError, limits } from '@besage/contracts';
import sharp from 'sharp';

/** Images that are decoded at the same time; each takes a thread of the four that files and passwords need, too. */
const AT_ONCE = 2;
/** Images that may wait for that. */
const WAITING_MAX = 64;
/** Seconds that one may take. */
const TIME_LIMIT = 20;

/** An image as we store it. */
export interface EncodedImage {
  bytes: Buffer;
  contentType: string;
  extension: string;
  /** Pixels, as it is seen. */
  width: number;
  height: number;
}

/** Makes of what somebody sent an image of our own, a few at a time. */
export class ImageEncoder {
  private readonly limit = createLimiter(AT_ONCE, WAITING_MAX);

  constructor() {
    // libvips reads much more than images of the web; none of that is to meet bytes from outside.
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}`) });
  }

  /**
   * Decodes an image and encodes it anew: turned upright, without metadata, at most {@link limits.imageSide} pixels wide and
   * high, as WebP. Of an animation the first picture stays. What it is tells its content; name and type do not count.
   *
   * @param from whose it is: they share the line fairly, as one image can take long
   * @throws ServiceError `invalid_image` where it is none, is cut off or has too many pixels; `unavailable` when too many wait
   */
  encode(bytes: Buffer, from: string): Promise<EncodedImage> {
    return this.limit(() => encode(bytes), from);
  }
}

async function encode(source: Buffer): Promise<EncodedImage> {
  const side = limits.imageSide;
  try {
    const { data, info } = await sharp(source, {
      failOn: 'error',
      limitInputPixels: limits.image.pixels,
      autoOrient: true,
    })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 85 })
      .timeout({ seconds: TIME_LIMIT })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, contentType: 'image/webp', extension: 'webp', width: info.width, height: info.height };
  } catch (cause) {
    throw new ServiceError('invalid_image', { cause, ...(isTooLarge(cause) && { detail: tooManyPixels }) });
  }
}

const tooManyPixels = `The image has too many pixels: at most ${limits.image.pixels / 1_000_000} million are taken.`;

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message.includes('pixel limit');
}
