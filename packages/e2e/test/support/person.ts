import { Chat, Message, User } from '@besage/contracts';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Address } from '../../src/address.js';

export interface Answer {
  status: number;
  /** As parsed from JSON; `undefined` where there is none. */
  body: unknown;
}

export interface RestRequest {
  token?: string | undefined;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

const loggedIn = Compile(Type.Object({ user: User, access: Type.String(), refresh: Type.String() }));
const chat = Compile(Chat);
const message = Compile(Message);

/** Somebody with an account and one session. */
export interface Person extends Static<typeof User> {
  password: string;
  access: string;
  refresh: string;
}

/** Calls a route, `path` beginning with `/api`. */
export async function rest(api: Address, method: string, path: string, request: RestRequest = {}): Promise<Answer> {
  const { token, body, headers } = request;
  const response = await fetch(api.url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

export async function register(api: Address, username: string): Promise<Person> {
  const password = `the password of ${username}`;
  const body = { username, email: `${username}@example.com`, password };
  const { user, access, refresh } = loggedIn.Parse((await rest(api, 'POST', '/api/auth/register/', { body })).body);
  return { ...user, password, access, refresh };
}

/** A second session of the same person. */
export async function logIn(api: Address, { username, password }: Person): Promise<Person> {
  const answer = await rest(api, 'POST', '/api/auth/login/', { body: { username, password } });
  const { user, access, refresh } = loggedIn.Parse(answer.body);
  return { ...user, password, access, refresh };
}

export async function logOut(api: Address, { access }: Person, refresh?: string): Promise<Answer> {
  return rest(api, 'POST', '/api/auth/logout/', { token: access, body: { refresh } });
}

export interface Group {
  chatId: string;
  people: Person[];
}

let groups = 0;

/** So many new people, in a new chat. */
export async function gather(api: Address, size: number): Promise<Group> {
  const name = `group-${String((groups += 1))}`;
  const people = await Promise.all(Array.from({ length: size }, (_, i) => register(api, `${name}-${String(i)}`)));
  const body = { name, participants_ids: people.map(({ id }) => id) };
  const created = await rest(api, 'POST', '/api/chats/', { token: people[0]!.access, body });
  return { chatId: chat.Parse(created.body).id, people };
}

export interface Posted {
  status: number;
  message: Message;
}

/** Sends over REST. Throws what is answered instead of a message. */
export async function post(
  api: Address,
  sender: Person,
  chatId: string,
  content: string,
  clientId?: string,
): Promise<Posted> {
  const body = { content, ...(clientId !== undefined && { client_id: clientId }) };
  const answer = await rest(api, 'POST', `/api/chats/${chatId}/messages/`, { token: sender.access, body });
  if (!message.Check(answer.body)) throw new Error(`${String(answer.status)}: ${JSON.stringify(answer.body)}`);
  return { status: answer.status, message: answer.body };
}
