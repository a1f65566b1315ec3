import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Announces the rest of a list in a `Link` header (RFC 8288): the same address with other parameters.
 *
 * @param changes the parameters that lead there
 */
export function linkTo(
  request: FastifyRequest,
  reply: FastifyReply,
  relation: 'next' | 'prev',
  changes: Record<string, string>,
): void {
  const [path = '', query] = request.url.split('?');
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
  const link = `<${path}?${parameters.toString()}>; rel="${relation}"`;
  const before = reply.getHeader('link');
  reply.header('link', before === undefined ? link : `${String(before)}, ${link}`);
}
