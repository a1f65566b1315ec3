import { ServiceError } from '@besage/contracts';

/** What a limit says to one more. */
export interface Allowance {
  isAllowed: boolean;
  /** How many there may be in one window; 0 where there is no limit. */
  limit: number;
  /** How many more there may be in this window. */
  remaining: number;
  /** Milliseconds until the window ends. */
  resetMs: number;
}

/** Where there is no limit. */
export const unlimited: Allowance = { isAllowed: true, limit: 0, remaining: 0, resetMs: 0 };

/** @throws ServiceError `rate_limited`, with the seconds until there may be more */
export function requireAllowed({ isAllowed, resetMs }: Allowance): void {
  if (!isAllowed) throw new ServiceError('rate_limited', { retryAfter: Math.ceil(resetMs / 1_000) });
}
