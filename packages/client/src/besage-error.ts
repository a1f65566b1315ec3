import type { ErrorCode, FieldErrors } from '@besage/contracts';

/** A refusal of the server, by its code; or what the server cannot say: that it is out of reach, that nobody is signed in. */
export type BesageErrorCode = ErrorCode | 'unreachable' | 'signed_out';

export interface BesageErrorOptions {
  /** The HTTP status, where it was REST that refused. */
  status?: number | undefined;
  errors?: FieldErrors | undefined;
  /** Seconds after which it makes sense to try again. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** The one error of this client. `message` and `detail` are the same sentence, fit to be shown. */
export class BesageError extends Error {
  override readonly name = 'BesageError';
  readonly code: BesageErrorCode;
  readonly status: number | undefined;
  /** Sentences about single fields of what was sent. */
  readonly errors: FieldErrors | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: BesageErrorCode, detail: string, { status, errors, retryAfter, cause }: BesageErrorOptions = {}) {
    super(detail, { cause });
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  get detail(): string {
    return this.message;
  }
}

/** Nobody answered: whether it was done is not known. */
export function unreachable(cause?: unknown): BesageError {
  return new BesageError('unreachable', 'The server is out of reach.', { cause });
}

export function signedOut(): BesageError {
  return new BesageError('signed_out', 'Nobody is signed in.');
}

/** Whether an error says this. */
export function isRefusal(error: unknown, ...codes: BesageErrorCode[]): error is BesageError {
  return error instanceof BesageError && codes.includes(error.code);
}

/** Milliseconds to wait before the same is asked again; `undefined` where the answer would be the same. */
export function retryDelay(error: unknown): number | undefined {
  const isPassing = isRefusal(error, 'rate_limited', 'unavailable', 'not_authenticated', 'token_expired');
  return isPassing ? (error.retryAfter ?? 1) * 1_000 : undefined;
}
