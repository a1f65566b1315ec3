import { ServiceError } from '@besage/contracts';
import { Type } from 'typebox';
import type { Context } from '../../context.js';
import { isImageType } from '../../storage/content-type-of.js';
import type { App } from '../app-instance.js';

const key = /^(profile|attachments)\/[\w-]+\/[\w-]+\.[a-z]+$/;

const headers = {
  // What lies under an address never changes.
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
};

/** Serves images from wherever they are stored, to anybody who knows the address: apps show them without a token. */
export function mediaRoute(app: App, ctx: Context): void {
  const schema = { hide: true, params: Type.Object({ '*': Type.String() }) };
  app.get('/media/*', { schema }, async (request, reply) => {
    const path = request.params['*'];
    const image = key.test(path) ? await ctx.store.get(`media/${path}`) : undefined;
    if (!image) throw new ServiceError('not_found');
    const etag = `"${path}"`;
    const isKnown = request.headers['if-none-match']?.includes(etag) ?? false;
    if (isKnown || !isImageType(image.contentType)) image.body.destroy();
    if (!isImageType(image.contentType)) throw new ServiceError('not_found');
    reply.headers({ ...headers, etag });
    if (isKnown) return reply.code(304).send();
    if (image.bytes !== undefined) reply.header('content-length', image.bytes);
    return reply.type(image.contentType).send(image.body);
  });
}
