import { ServiceError, type ErrorCode } from '@besage/contracts';
import type { FastifyError } from 'fastify';
import { explainValidation } from './explain-validation.js';

/** What Fastify and its plugins refuse by status, in our words. */
const codesByStatus: Record<number, ErrorCode> = {
  400: 'invalid_input',
  401: 'not_authenticated',
  403: 'not_allowed',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'unsupported_media_type',
  413: 'payload_too_large',
  414: 'invalid_input',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

/** What their status alone does not tell. */
const refusals: Record<string, { code: ErrorCode; detail?: string }> = {
  FST_ERR_BAD_URL: {
    code: 'invalid_input',
    detail: 'The address is not valid: a percent sign in it stands for nothing.',
  },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'invalid_input', detail: 'A part of the address is too long.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'invalid_input', detail: 'The body is not as long as announced.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'invalid_json' },
};

/**
 * Folds whatever was thrown while a request was answered into the error catalogue. What is not known becomes
 * `internal_error`: its own text is for the log only.
 * @param codeOf what an error of something that we depend on is to the client, where it is not our failure
 */
export function foldError(cause: unknown, codeOf: (error: unknown) => ErrorCode | undefined): ServiceError {
  if (cause instanceof ServiceError) return cause;
  if (!isOfFastify(cause)) return new ServiceError(codeOf(cause) ?? 'internal_error', { cause });
  if (cause.validation) {
    return new ServiceError('invalid_input', {
      errors: explainValidation(cause.validation, cause.validationContext),
      cause,
    });
  }
  const { code, detail } = refusals[cause.code] ?? { code: codesByStatus[cause.statusCode ?? 500] ?? 'internal_error' };
  return new ServiceError(code, { detail, cause });
}

/** Other errors may have a status, too, but it is about what we asked of others, not what the client asked of us. */
function isOfFastify(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
}
