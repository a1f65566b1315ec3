import type { ErrorCode, ServiceError } from '@besage/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foldError } from './fold-error.js';

/**
 * Answers a request with the one shape of errors, `{detail, message, code, errors?}`, and logs what needs somebody's
 * attention.
 * @param codeOf what an error of something that we depend on is to the client, where it is not our failure
 * @param onRefusal told of every refusal
 */
export function answerError(
  codeOf: (error: unknown) => ErrorCode | undefined,
  onRefusal: (code: ErrorCode) => void = () => undefined,
) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const refusal = foldError(error, codeOf);
    onRefusal(refusal.code);
    logRefusal(request, refusal, error);
    if (refusal.retryAfter !== undefined) tellWhen(reply, refusal.status, Math.ceil(refusal.retryAfter));
    if (refusal.status === 401) reply.header('www-authenticate', 'Bearer');
    await reply.code(refusal.status).send(refusal.toBody());
  };
}

/** Whatever limit it was: nothing is left of it until then. */
function tellWhen(reply: FastifyReply, status: number, seconds: number): void {
  reply.header('retry-after', seconds);
  if (status === 429) reply.header('ratelimit-remaining', 0).header('ratelimit-reset', seconds);
}

function logRefusal(request: FastifyRequest, { status, code }: ServiceError, error: unknown): void {
  if (request.raw.readableAborted) request.log.debug({ err: error }, 'client went away');
  else if (status === 503) request.log.warn({ err: error, code }, 'cannot answer just now');
  else if (status >= 500) request.log.error({ err: error, req: request }, 'request failed');
  else request.log.debug({ err: error, code }, 'refused');
}
