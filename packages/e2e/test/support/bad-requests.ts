import type { Group, RestRequest } from './person.js';

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057';
const NUL = '\0';
const HALF_A_PAIR = '\ud800';

/** Bodies that are JSON, and no object. */
export const shapelessBodies = ['[]', '[{}]', '1', '"text"', 'true', '['.repeat(100_000) + ']'.repeat(100_000)];
/** Bodies that are refused before anybody looks at what is in them. */
export const unreadableBodies = [
  '{',
  '{"a":1,}',
  NUL,
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{"a":1}}}',
];

export interface BadRequest extends RestRequest {
  /** For whoever reads that it failed. */
  what: string;
  method: string;
  path: string;
  wanted: [status: number, code: string];
}

type Wanted = BadRequest['wanted'];
const invalid: Wanted = [400, 'invalid_input'];
const unauthorized: Wanted = [401, 'not_authenticated'];

const get = (path: string, token: string | undefined, wanted = invalid): BadRequest => {
  return { what: path, method: 'GET', path, token, wanted };
};
const posting = (path: string, token?: string) => {
  return (body: object, wanted = invalid): BadRequest => {
    const what = `${path} ${JSON.stringify(body).slice(0, 80)}`;
    return { what, method: 'POST', path, token, body, wanted };
  };
};

/** Requests of the right shape that make no sense, made by the first of a group. */
export function badRequests(group: Group): BadRequest[] {
  return [...aboutAccounts(group), ...aboutTokens(group), ...aboutChats(group), ...aboutMessages(group)];
}

function aboutAccounts({ people }: Group): BadRequest[] {
  const { username, email, password } = people[0]!;
  const register = posting('/api/auth/register/');
  const login = posting('/api/auth/login/');
  const account = { username: 'somebody-new', email: 'new@example.com', password: 'long enough' };
  const usernames = ['', 'ab', 'a b c', `nul${NUL}`, `half${HALF_A_PAIR}`, 'x'.repeat(151), 7, null, [], {}];
  const emails = ['', 'nobody', `a${NUL}@example.com`, `${'x'.repeat(300)}@example.com`, 7, null];
  const passwords = ['', 'short', 'x'.repeat(129), 7, null];
  const wrong: Wanted = [401, 'invalid_credentials'];
  return [
    register({}),
    ...usernames.map((bad) => register({ ...account, username: bad })),
    ...emails.map((bad) => register({ ...account, email: bad })),
    ...passwords.map((bad) => register({ ...account, password: bad })),
    register({ ...account, password2: 'another' }),
    register({ ...account, username }, [400, 'username_taken']),
    register({ ...account, email }, [400, 'email_taken']),
    login({ username }),
    login({ username: 7, password }),
    login({ username: `nul${NUL}`, password }),
    login({ username: `half${HALF_A_PAIR}`, password }),
    login({ username: '__proto__', password }, wrong),
    login({ username, password: 'wrong' }, wrong),
  ];
}

function aboutTokens({ people }: Group): BadRequest[] {
  const { access, refresh } = people[0]!;
  const exchange = posting('/api/auth/token/refresh/');
  const logout = posting('/api/auth/logout/', access);
  const invalidRefresh: Wanted = [401, 'invalid_refresh_token'];
  return [
    ...[undefined, '', 'nonsense', refresh].map((token) => get('/api/chats/', token, unauthorized)),
    ...[undefined, 7, null, ''].map((bad) => exchange({ refresh: bad })),
    ...['nonsense', access].map((bad) => exchange({ refresh: bad }, invalidRefresh)),
    ...[7, ''].map((bad) => logout({ refresh: bad })),
    ...['nonsense', access].map((bad) => logout({ refresh: bad }, invalidRefresh)),
  ];
}

function aboutChats({ chatId, people }: Group): BadRequest[] {
  const token = people[0]!.access;
  const chat = posting('/api/chats/', token);
  const queries = ['limit=0', 'limit=many', 'limit=1000', 'cursor=nowhere', 'cursor=%00', 'search=%00'];
  const pages = ['page=0', 'page=-1', 'page=one', 'page=1e300', 'page_size=0', 'page_size=101'];
  return [
    ...[7, [], 'x'.repeat(256), `nul${NUL}`].map((name) => chat({ name })),
    ...['no JSON', '{}', 7, [7], { 0: people[1]!.id }].map((ids) => chat({ participants_ids: ids })),
    ...queries.map((query) => get(`/api/chats/?${query}`, token)),
    ...['nowhere', '%00', '__proto__', '1', '%zz', 'x'.repeat(1_000)].map((id) => get(`/api/chats/${id}/`, token)),
    ...['nowhere', '%00', '__proto__', '1'].map((id) => get(`/api/chats/${id}/messages/`, token)),
    ...pages.map((query) => get(`/api/chats/${chatId}/messages/?${query}`, token)),
    get(`/api/chats/${chatId.toUpperCase()}/`, token),
    get(`/api/chats/${NOBODY}/`, token, [404, 'chat_not_found']),
    get(`/api/chats/${NOBODY}/messages/`, token, [404, 'chat_not_found']),
    get('/api/nothing/here/', token, [404, 'not_found']),
    get('/api/auth/login/', token, [405, 'method_not_allowed']),
  ];
}

function aboutMessages({ chatId, people }: Group): BadRequest[] {
  const token = people[0]!.access;
  const message = posting(`/api/chats/${chatId}/messages/`, token);
  const messageIn = posting('/api/messages/', token);
  const clientIds = ['', 7, {}, 'x'.repeat(65), `nul${NUL}`, `half${HALF_A_PAIR}`];
  return [
    ...[undefined, null, 7, [], {}].map((content) => message({ content })),
    ...['', ' \n\t '].map((content) => message({ content }, [400, 'content_required'])),
    message({ content: 'x'.repeat(10_001) }, [400, 'content_too_long']),
    ...clientIds.map((bad) => message({ content: 'text', client_id: bad })),
    ...['nothing', 7, NUL, NOBODY.toUpperCase()].map((bad) => message({ content: 'text', reply_to: bad })),
    message({ content: 'text', reply_to: NOBODY }, [400, 'reply_not_found']),
    ...[undefined, 'nowhere', 7].map((chat) => messageIn({ content: 'text', chat })),
    messageIn({ content: 'text', chat: NOBODY }, [404, 'chat_not_found']),
  ];
}
