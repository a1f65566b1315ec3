import { ServiceError } from '@besage/contracts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** An image in a form, as the docs show it; it is read beside the body. */
export const ImageFile = Type.Unsafe<string>({ type: 'string', format: 'binary' });

/**
 * The image of a request that makes no sense without one.
 *
 * @param field what to call it, where it is missing
 * @throws ServiceError `unsupported_media_type`, `invalid_input`
 */
export function requireImage(request: FastifyRequest, field: string): Buffer {
  if (request.image) return request.image;
  if (!request.isMultipart()) {
    throw new ServiceError('unsupported_media_type', { detail: 'Images are sent as multipart/form-data.' });
  }
  throw new ServiceError('invalid_input', { errors: { [field]: ['This is required, as a file.'] } });
}
