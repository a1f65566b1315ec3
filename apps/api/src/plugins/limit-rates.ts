import { normalizeKey } from '@besage/auth';
import { addressKey } from '@besage/service-kit';
import { requireAllowed, type Allowance, type QuickRateLimiter } from '@besage/streams';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What counts requests, at once or after a question to Redis. */
interface Limiter {
  take: (key: string) => Allowance | Promise<Allowance>;
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Tells the client what is left of a limit, and lets it in where something was. Of several limits that a request passes,
 * the last one that it got to is told, which is the narrowest.
 *
 * @throws ServiceError `rate_limited`
 */
export function admit(reply: FastifyReply, allowance: Allowance): void {
  const { limit, remaining, resetMs } = allowance;
  if (limit === 0) return;
  reply.header('ratelimit-limit', limit);
  reply.header('ratelimit-remaining', remaining);
  reply.header('ratelimit-reset', Math.ceil(resetMs / 1_000));
  requireAllowed(allowance);
}

/** Counts requests of a route, or of a scope, by where they come from. */
export function limitByAddress(limiter: Limiter): Hook {
  return async ({ ip }, reply) => admit(reply, await limiter.take(addressKey(ip)));
}

/** Counts requests by who asks; behind `authenticate`. */
export function limitByPerson(limiter: Limiter): Hook {
  return async ({ actor }, reply) => admit(reply, await limiter.take(actor.userId));
}

/** Counts requests by the `username` in their body, whether or not there is such an account. */
export function limitByName(limiter: Limiter) {
  return async ({ body: { username } }: { body: { username: string } }, reply: FastifyReply): Promise<void> =>
    admit(reply, await limiter.take(`name ${normalizeKey(username)}`));
}

/** So many people are worth one request. */
const PEOPLE_OF_ONE = 10;

/**
 * Counts people whom somebody puts into chats as requests of theirs: each of them gets a row and hears of it.
 *
 * @throws ServiceError `rate_limited`
 */
export function admitPeople(
  { actor }: FastifyRequest,
  reply: FastifyReply,
  limiter: QuickRateLimiter,
  ids: string[],
): void {
  const cost = Math.floor(ids.length / PEOPLE_OF_ONE);
  if (cost > 0) admit(reply, limiter.take(actor.userId, cost));
}
