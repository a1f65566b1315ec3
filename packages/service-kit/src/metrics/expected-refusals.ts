import type { ErrorCode } from '@besage/contracts';

/** Refusals that are told as 0 until they happen: alerts look for their first rise. */
export const expectedRefusals: readonly ErrorCode[] = ['rate_limited', 'unavailable', 'internal_error'];
