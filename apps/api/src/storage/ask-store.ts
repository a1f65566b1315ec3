import { ServiceError } from '@besage/contracts';

/** Milliseconds in which a store must begin to answer. */
const TIME_LIMIT = 15_000;

/**
 * Asks a store for something. Once the answer has begun it may take its time.
 *
 * @param question ends when the signal says so
 * @throws ServiceError `unavailable` when it fails, whatever the reason: that is in `cause`, for the log
 */
export async function askStore<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error('the store did not answer in time')), TIME_LIMIT);
  try {
    return await question(limit.signal);
  } catch (cause) {
    throw new ServiceError('unavailable', { detail: 'The store of images does not answer; try again.', cause });
  } finally {
    clearTimeout(timer);
  }
}
