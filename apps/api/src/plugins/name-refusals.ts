import type { ErrorCode } from '@besage/contracts';
import type { RouteOptions } from 'fastify';
import type { App } from '../routes/app-instance.js';
import { withRefusals } from '../routes/responses.js';

/**
 * Says of every route that is added to this scope from now on, in its schema, that it may refuse so: for those who refuse
 * before its handler runs.
 *
 * @param codesOf the codes, for one route
 */
export function nameRefusals(app: App, codesOf: (route: RouteOptions) => ErrorCode[]): void {
  app.addHook('onRoute', (route) => {
    const { schema } = route;
    if (!schema?.response) return;
    route.schema = { ...schema, response: withRefusals(schema.response, codesOf(route)) };
  });
}

/** What the server itself refuses: see `buildServer`, `limitByAddress` and `errorCodeOf`. */
export function refusedByServer({ method, schema, config }: RouteOptions): ErrorCode[] {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const hasInput = hasBody || schema?.params !== undefined || schema?.querystring !== undefined;
  return [
    ...(hasInput ? (['invalid_input'] as const) : []),
    ...(hasBody ? (['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(config?.anyHost ? [] : (['host_not_allowed', 'rate_limited'] as const)),
    'internal_error',
    'unavailable',
  ];
}
