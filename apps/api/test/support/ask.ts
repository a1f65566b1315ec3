import type { LightMyRequestResponse } from 'fastify';
import type { TestApi } from './test-api.js';

/** What a route answered. */
export type Answer = LightMyRequestResponse;

export interface Question {
  body?: object;
  access?: string;
}

/** Asks the api over REST, as whoever the access token is of. `path` is below `/api`. */
export function ask(
  { app }: Pick<TestApi, 'app'>,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { body, access }: Question = {},
): Promise<Answer> {
  return app.inject({
    method,
    url: `/api${path}`,
    headers: { ...(access !== undefined && { authorization: `Bearer ${access}` }) },
    ...(body && { payload: body }),
  });
}
