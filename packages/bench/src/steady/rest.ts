import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const TIMEOUT_MS = 30_000;

/** What the benchmark needs of an answer to register. */
const Registered = Type.Object({ user: Type.Object({ id: Type.String() }), access: Type.String() });
const CreatedChat = Type.Object({ id: Type.String() });
const isRegistered = Compile(Registered);
const isCreatedChat = Compile(CreatedChat);

export interface Account {
  id: string;
  /** Their access token. */
  token: string;
}

/** Creates an account. */
export async function register(api: string, username: string): Promise<Account> {
  const body = { username, email: `${username}@bench.example`, password: 'correct horse battery staple' };
  const { user, access } = await post(`${api}/api/auth/register/`, body, isRegistered);
  return { id: user.id, token: access };
}

/** Creates a chat of these people. It has a name: two people without one would get the direct chat that they had. */
export async function createChat(api: string, people: Account[], name: string): Promise<Static<typeof CreatedChat>> {
  const [owner, ...others] = people;
  const body = { name, participants_ids: others.map(({ id }) => id) };
  return post(`${api}/api/chats/`, body, isCreatedChat, owner?.token);
}

interface Validator<T> {
  Check(value: unknown): value is T;
}

/** @throws Error with the answer when it is not the one expected */
async function post<T>(url: string, body: object, expected: Validator<T>, token?: string): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  const answer: unknown = response.ok ? JSON.parse(text) : undefined;
  if (!expected.Check(answer)) throw new Error(`POST ${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return answer;
}
