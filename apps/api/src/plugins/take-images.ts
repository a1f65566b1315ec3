import { ServiceError, limits } from '@besage/contracts';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.js';
import type { App } from '../routes/app-instance.js';
import { HeldBytes } from './held-bytes.js';
import { limitByPerson } from './limit-rates.js';

/** What clients call the field with the image. */
const imageFields = ['image', 'profile_image', 'file'];

declare module 'fastify' {
  interface FastifyRequest {
    /** The image in the form that was sent, as it came. */
    image: Buffer | undefined;
  }
}

/**
 * Reads forms (multipart/form-data) for the routes of this scope: the first image becomes `request.image`, the other fields
 * become the body, and are checked like one. Other content types pass as they are.
 */
export function takeImages(app: App, ctx: Context): void {
  app.register(multipart, {
    limits: { fileSize: limits.image.bytes, files: 4, fields: 20, parts: 24, fieldNameSize: 100, fieldSize: 4_096 },
    throwFileSizeLimit: false,
  });
  app.decorateRequest('image', undefined);
  const held = new HeldBytes();
  const limited = limitByPerson(ctx.limits.uploads);
  app.addHook('preValidation', async (request, reply) => {
    if (!request.isMultipart()) return;
    await limited(request, reply);
    const { userId } = request.actor;
    let own = 0;
    reply.raw.once('close', () => held.release(userId, own));
    await readForm(request, (bytes) => {
      if (reply.raw.destroyed) return; // what comes behind the end would never be released
      own += bytes;
      held.hold(userId, bytes);
    });
  });
}

async function readForm(request: FastifyRequest, hold: (bytes: number) => void): Promise<void> {
  const fields: Record<string, unknown> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else if (request.image || !imageFields.includes(part.fieldname)) part.file.resume();
      else request.image = await readFile(part.file, hold);
    }
  } catch (error) {
    throw refusalOf(error);
  }
  request.body = fields;
}

async function readFile(
  file: AsyncIterable<Buffer> & { truncated: boolean },
  hold: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) {
    hold(chunk.length);
    chunks.push(chunk);
  }
  if (!file.truncated) return Buffer.concat(chunks);
  throw new ServiceError('payload_too_large', { detail: `An image has at most ${limits.image.bytes >> 20} MiB.` });
}

/** What the plugin refuses has a code; what its parser cannot read has none. */
function refusalOf(error: unknown): unknown {
  if (error instanceof ServiceError || (error instanceof Error && 'code' in error)) return error;
  return new ServiceError('invalid_input', {
    detail: 'The body is not a whole form (multipart/form-data).',
    cause: error,
  });
}
