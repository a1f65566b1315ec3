import type { IncomingMessage } from 'node:http';
import { newId } from '../ids/new-id.js';

/** Short, and of characters that can do no harm in a log or a header. */
const saneId = /^[\w.:-]{1,64}$/;

/** The id that a proxy or client gave the request in `x-request-id`, if it is a sane one; else a new UUIDv7. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && saneId.test(given) ? given : newId();
}
