import { randomUUID } from 'node:crypto';
import { newId } from '@besage/service-kit';
import { startSession } from '../../src/operations/auth/start-session.js';
import { ask, type Answer } from './ask.js';
import type { TestApi } from './test-api.js';

/** Somebody who is logged in. */
export interface Person {
  id: string;
  username: string;
  access: string;
  refresh: string;
  get: (path: string) => Promise<Answer>;
  post: (path: string, body: object) => Promise<Answer>;
  put: (path: string, body?: object) => Promise<Answer>;
}

/** Makes an account with a session, without the cost of hashing a password. */
export async function aPerson(api: TestApi, username = `person-${randomUUID()}`): Promise<Person> {
  const key = username.toLowerCase();
  const email = `${key}@example.com`;
  const user = await api.ctx.db.user.create({
    data: { id: newId(), username, usernameKey: key, email, emailKey: email, passwordHash: 'nobody knows' },
  });
  const tokens = await startSession(api.ctx, user, { address: '127.0.0.1', userAgent: undefined });
  return {
    id: user.id,
    username,
    ...tokens,
    get: (path) => ask(api, 'GET', path, { access: tokens.access }),
    post: (path, body) => ask(api, 'POST', path, { access: tokens.access, body }),
    put: (path, body = {}) => ask(api, 'PUT', path, { access: tokens.access, body }),
  };
}

/** Makes several. */
export function people(api: TestApi, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, () => aPerson(api)));
}
