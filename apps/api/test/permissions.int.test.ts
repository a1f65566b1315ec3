import sharp from 'sharp';
import { newId } from '@besage/service-kit';
import { afterAll, describe, expect, test } from 'vitest';
import { ask } from './support/ask.js';
import { aChat } from './support/chat.js';
import { aFolder } from './support/image-stores.js';
import { aPerson, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const unknownId = '01931f5e-0000-7000-8000-000000000000';

const store = await aFolder();
const api = await startTestApi(store.settings);
afterAll(async () => {
  await api.close();
  await store.close();
});

/** Who asks: the three roles of a group, one of the two of a direct chat, somebody who is not in it, staff who is not, and nobody. */
const columns = ['owner', 'admin', 'member', 'direct', 'stranger', 'staff', 'nobody'] as const;
type Column = (typeof columns)[number];

/** A chat made for one question. */
interface Place {
  who: Person | undefined;
  chat: string;
  /** A member of the chat other than who asks. */
  other: Person;
  /** An account like that of `other`, in no chat. */
  outsider: Person;
  ownerOfGroup: Person;
  adminOfGroup: Person;
  /** Messages of `other`, and of who asks (of `other` again where they are not in the chat). */
  theirs: string;
  mine: string;
  /** A reaction of `other`, and one of who asks, or of `other` again. */
  theirReaction: string;
  myReaction: string;
}

type Answers = [number, number, number, number, number, number, number];
interface Row {
  /** What is asked in words, where a route has more than one row. */
  of?: string;
  path: (place: Place) => string;
  body?: (place: Place) => object;
  answers: Answers;
}

const everybody: Answers = [200, 200, 200, 200, 200, 200, 401];
const everybodyGets = (status: number): Answers => [status, status, status, status, status, status, 401];
const staffOnly = (status: number): Answers => [403, 403, 403, 403, 403, status, 401];
const insiders = (status: number): Answers => [status, status, status, status, 403, 403, 401];
const chat = (rest = '') => ({ path: (place: Place) => `/chats/${place.chat}${rest}` });
const account = (person: 'who' | 'outsider', rest = '') => ({
  path: (place: Place) => `/users/${(place[person] ?? place.outsider).id}${rest}`,
});
const message = (whose: 'mine' | 'theirs', rest = '') => ({
  path: (place: Place) => `/messages/${place[whose]}${rest}`,
});
const at = (path: string) => ({ path: () => path });
const admin = (what: string, which: 'outsider' | 'chat' | 'theirs', rest = '/') => ({
  path: (place: Place) => `/admin/${what}/${which === 'outsider' ? place.outsider.id : place[which]}${rest}`,
});
/** The same in the dialect of the React Native app. */
const expo = ({ path }: Pick<Row, 'path'>) => ({ path: (place: Place) => `/expo/api${path(place)}` });
const text = { body: () => ({ content: 'other words' }) };
const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
  .png()
  .toBuffer();
const anImage = {
  body: () => {
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'a.png');
    return form;
  },
};
const rename = { body: () => ({ username: `renamed-${newId()}` }) };
const open: Answers = [400, 400, 400, 400, 400, 400, 400];

/** What the api answers, by route; the columns are those of `columns`. */
// prettier-ignore
const table: Record<string, Row[]> = {
  //                                                                             owner admin member direct stranger staff nobody
  'POST /auth/register':      [{ ...at('/auth/register/'), body: () => ({}),      answers: open }],
  'POST /auth/login':         [{ ...at('/auth/login/'), body: () => ({}),         answers: open }],
  'POST /auth/token/refresh': [{ ...at('/auth/token/refresh/'), body: () => ({}), answers: open }],
  'POST /auth/logout':        [{ ...at('/auth/logout/'), body: () => ({}),        answers: everybody }],
  // Nobody here knows their own: what matters is who gets as far as that.
  'POST /auth/password':      [{ ...at('/auth/password/'), body: () => ({ old_password: 'x', new_password: 'x'.repeat(20) }), answers: everybodyGets(400) }],
  'GET /auth/sessions':       [{ ...at('/auth/sessions/'),                    answers: everybody }],
  // Nobody has such a session: whose it must be, sessions.int.test.ts says.
  'DELETE /auth/sessions/{sessionId}': [{ ...at(`/auth/sessions/${unknownId}/`), answers: everybodyGets(404) }],
  'GET /health':              [{ ...at('/health/'),                      answers: [200, 200, 200, 200, 200, 200, 200] }],
  'GET /health/live':         [{ ...at('/health/live/'),                 answers: [200, 200, 200, 200, 200, 200, 200] }],
  'GET /health/ready':        [{ ...at('/health/ready/'),                answers: [200, 200, 200, 200, 200, 200, 200] }],
  'GET /demo':                [{ ...at('/demo/'),                        answers: [200, 200, 200, 200, 200, 200, 200] }],

  'GET /users':                  [{ ...at('/users/'),                            answers: everybody }],
  'GET /users/me':               [{ ...at('/users/me/'),                         answers: everybody }],
  'GET /users/{userId}':         [{ ...account('outsider'),                      answers: everybody }],
  'PUT /users/profile':          [{ ...at('/users/profile/'), ...rename,         answers: everybody }],
  'PATCH /users/profile':        [{ ...at('/users/profile/'), ...rename,         answers: everybody }],
  ...twice(['PUT', 'PATCH'], '/users/{userId}', [
    { of: 'myself',            ...account('who'), ...rename,                     answers: everybody },
    { of: 'somebody else',     ...account('outsider'), ...rename,                answers: [403, 403, 403, 403, 403, 200, 401] },
  ]),
  ...twice(['PUT', 'PATCH'], '/users/{userId}/profile', [
    { of: 'myself',            ...account('who', '/profile/'), ...rename,        answers: everybody },
    { of: 'somebody else',     ...account('outsider', '/profile/'), ...rename,   answers: [403, 403, 403, 403, 403, 200, 401] },
  ]),
  'DELETE /users/{userId}': [
    { of: 'myself',            ...account('who'),                                answers: everybodyGets(204) },
    { of: 'somebody else',     ...account('outsider'),                           answers: [403, 403, 403, 403, 403, 204, 401] },
  ],

  'PUT /users/{userId}/profile-image': [
    { of: 'myself',        ...account('who', '/profile-image/'), ...anImage,      answers: everybody },
    { of: 'somebody else', ...account('outsider', '/profile-image/'), ...anImage, answers: [403, 403, 403, 403, 403, 200, 401] },
  ],
  'POST /attachments':        [{ ...at('/attachments/'), ...anImage,             answers: everybodyGets(201) }],

  'GET /chats':               [{ ...at('/chats/'),                               answers: everybody }],
  'POST /chats':              [{ ...at('/chats/'), body: () => ({ name: 'New' }), answers: everybodyGets(201) }],
  'GET /chats/{chatId}':      [{ ...chat(),                                      answers: insiders(200) }],
  ...twice(['PUT', 'PATCH'], '/chats/{chatId}', [
    { ...chat(), body: () => ({ name: 'Renamed' }),                              answers: [200, 200, 403, 200, 403, 403, 401] },
  ]),
  'DELETE /chats/{chatId}':   [{ ...chat(),                                      answers: [204, 403, 403, 204, 403, 403, 401] }],

  'GET /chats/{chatId}/participants':       [{ ...chat('/participants/'),        answers: insiders(200) }],
  'POST /chats/{chatId}/add_participants': [
    { ...chat('/add_participants/'), body: usersIds('outsider'),                 answers: [200, 200, 403, 200, 403, 403, 401] },
  ],
  'POST /chats/{chatId}/remove_participants': [
    { of: 'a member',   ...chat('/remove_participants/'), body: usersIds('other'),        answers: [200, 200, 403, 403, 403, 403, 401] },
    { of: 'an admin',   ...chat('/remove_participants/'), body: usersIds('adminOfGroup'), answers: [200, 403, 403, 403, 403, 403, 401] },
    { of: 'the owner',  ...chat('/remove_participants/'), body: usersIds('ownerOfGroup'), answers: [200, 403, 403, 403, 403, 403, 401] },
    { of: 'myself',     ...chat('/remove_participants/'), body: (place) => ({ users_ids: [place.who?.id ?? ''] }), answers: insiders(200) },
  ],
  'POST /chats/{chatId}/leave': [{ ...chat('/leave/'), body: () => ({}),         answers: insiders(200) }],
  'PATCH /chats/{chatId}/participants/{userId}': [
    { of: 'to admin',   path: roleOf('other'), body: () => ({ role: 'admin' }),  answers: [200, 403, 403, 403, 403, 403, 401] },
    { of: 'to owner',   path: roleOf('other'), body: () => ({ role: 'owner' }),  answers: [200, 403, 403, 403, 403, 403, 401] },
  ],

  'GET /chats/{chatId}/messages':  [{ ...chat('/messages/'),                     answers: insiders(200) }],
  'POST /chats/{chatId}/messages': [{ ...chat('/messages/'), ...text,            answers: insiders(201) }],
  'GET /messages': [
    { of: 'all',        ...at('/messages/'),                                     answers: everybody },
    { of: 'of a chat',  path: (place) => `/messages/?chat_id=${place.chat}`,     answers: insiders(200) },
  ],
  'POST /messages': [
    { ...at('/messages/'), body: (place) => ({ chat: place.chat, content: 'hi' }), answers: insiders(201) },
  ],
  'GET /messages/{messageId}':     [{ ...message('theirs'),                      answers: insiders(200) }],
  ...twice(['PUT', 'PATCH'], '/messages/{messageId}', [
    { of: 'mine',       ...message('mine'), ...text,                             answers: insiders(200) },
    { of: 'not mine',   ...message('theirs'), ...text,                           answers: [403, 403, 403, 403, 403, 403, 401] },
  ]),
  'DELETE /messages/{messageId}': [
    { of: 'mine',       ...message('mine'),                                      answers: insiders(204) },
    { of: 'not mine',   ...message('theirs'),                                    answers: [204, 204, 403, 403, 403, 403, 401] },
  ],
  'PUT /messages/{messageId}/status': [
    { of: 'mine',       ...message('mine', '/status/'), body: () => ({ status: 'read' }),   answers: insiders(400) },
    { of: 'not mine',   ...message('theirs', '/status/'), body: () => ({ status: 'read' }), answers: insiders(200) },
  ],
  'PUT /messages/read/{chatId}': [
    { path: (place) => `/messages/read/${place.chat}/`,                          answers: insiders(200) },
  ],
  'PUT /messages/status/update-all/{chatId}': [
    { path: (place) => `/messages/status/update-all/${place.chat}/`,             answers: insiders(200) },
  ],

  'GET /reactions/types': [{ ...at('/reactions/types/'),                         answers: everybody }],
  'GET /reactions':  [{ path: (place) => `/reactions/?message_id=${place.theirs}`, answers: insiders(200) }],
  'POST /reactions': [{ ...at('/reactions/'), body: (place) => ({ message: place.theirs, type: 'wow' }), answers: insiders(201) }],
  'DELETE /reactions/{reactionId}': [
    { of: 'mine',       path: (place) => `/reactions/${place.myReaction}/`,      answers: insiders(204) },
    { of: 'not mine',   path: (place) => `/reactions/${place.theirReaction}/`,   answers: [403, 403, 403, 403, 403, 403, 401] },
  ],

  'GET /admin/counts':                        [{ ...at('/admin/counts/'), answers: staffOnly(200) }],
  'GET /admin/audit':                         [{ ...at('/admin/audit/'), answers: staffOnly(200) }],
  'GET /admin/users':                         [{ ...at('/admin/users/'), answers: staffOnly(200) }],
  'GET /admin/users/{userId}':                [{ ...admin('users', 'outsider'), answers: staffOnly(200) }],
  'PATCH /admin/users/{userId}':              [{ ...admin('users', 'outsider'), body: () => ({ active: false }), answers: staffOnly(200) }],
  'GET /admin/users/{userId}/sessions':       [{ ...admin('users', 'outsider', '/sessions/'), answers: staffOnly(200) }],
  'DELETE /admin/users/{userId}/sessions':    [{ ...admin('users', 'outsider', '/sessions/'), answers: staffOnly(204) }],
  'DELETE /admin/users/{userId}/sessions/{sessionId}': [{
    // Nobody has such a session.
    ...admin('users', 'outsider', `/sessions/${unknownId}/`), answers: staffOnly(404),
  }],
  'GET /admin/chats':                         [{ ...at('/admin/chats/'), answers: staffOnly(200) }],
  'GET /admin/chats/{chatId}':                [{ ...admin('chats', 'chat'), answers: staffOnly(200) }],
  'GET /admin/chats/{chatId}/messages':       [{ ...admin('chats', 'chat', '/messages/'), answers: staffOnly(200) }],
  'DELETE /admin/messages/{messageId}':       [{ ...admin('messages', 'theirs'), answers: staffOnly(204) }],

  'POST /expo/api/auth/register':             [{ ...at('/expo/api/auth/register/'), body: () => ({}), answers: open }],
  'POST /expo/api/auth/login':                [{ ...at('/expo/api/auth/login/'), body: () => ({}), answers: open }],
  'POST /expo/auth/logout':                   [{ ...at('/expo/auth/logout/'), body: () => ({}), answers: open }],
  'GET /expo/api/users':                      [{ ...at('/expo/api/users/'), answers: everybody }],
  'PUT /expo/api/users/{userId}/profile': [
    { of: 'myself',        ...expo(account('who', '/profile/')), ...rename,      answers: everybody },
    { of: 'somebody else', ...expo(account('outsider', '/profile/')), ...rename, answers: [403, 403, 403, 403, 403, 200, 401] },
  ],
  'PUT /expo/api/users/{userId}/profile-image': [
    { of: 'myself',        ...expo(account('who', '/profile-image/')), ...anImage,      answers: everybody },
    { of: 'somebody else', ...expo(account('outsider', '/profile-image/')), ...anImage, answers: [403, 403, 403, 403, 403, 200, 401] },
  ],
  'GET /expo/api/chats':                      [{ ...at('/expo/api/chats/'), answers: everybody }],
  'POST /expo/api/chats':                     [{ ...at('/expo/api/chats/'), body: () => ({ name: 'New' }), answers: everybodyGets(201) }],
  'GET /expo/api/chats/{chatId}':             [{ ...expo(chat('/')), answers: insiders(200) }],
  'POST /expo/api/chats/{chatId}/add_participants': [
    { ...expo(chat('/add_participants/')), body: usersIds('outsider'),           answers: [200, 200, 403, 200, 403, 403, 401] },
  ],
  'GET /expo/api/chats/{chatId}/messages':    [{ ...expo(chat('/messages/')), answers: insiders(200) }],
  'POST /expo/api/chats/{chatId}/messages':   [{ ...expo(chat('/messages/')), ...text, answers: insiders(201) }],
  'PUT /expo/api/messages/{messageId}/status': [
    { ...expo(message('theirs', '/status/')), body: () => ({ status: 'read' }),  answers: insiders(200) },
  ],
  'PUT /expo/api/messages/status/update-all/{chatId}': [
    { path: (place) => `/expo/api/messages/status/update-all/${place.chat}/`,    answers: insiders(200) },
  ],
};

function twice(methods: string[], path: string, rows: Row[]): Record<string, Row[]> {
  return Object.fromEntries(methods.map((method) => [`${method} ${path}`, rows]));
}
function usersIds(who: 'other' | 'outsider' | 'adminOfGroup' | 'ownerOfGroup') {
  return (place: Place) => ({ users_ids: [place[who].id] });
}
function roleOf(who: 'other') {
  return (place: Place) => `/chats/${place.chat}/participants/${place[who].id}/`;
}

const cast = ['owner', 'admin', 'otherAdmin', 'member', 'other', 'partner', 'stranger', 'staff', 'outsider'] as const;
type Cast = Record<(typeof cast)[number], Person>;

async function aCast(): Promise<Cast> {
  const people = await Promise.all(cast.map(async (name) => [name, await aPerson(api)] as const));
  const made = Object.fromEntries(people) as Cast;
  await api.ctx.db.user.update({ where: { id: made.staff.id }, data: { isStaff: true } });
  return made;
}

/** @param route what it does not speak of is not made */
async function aPlace(column: Column, made: Cast, route: string): Promise<Place> {
  const { owner, admin, otherAdmin, member, other, partner, outsider } = made;
  const isDirect = column === 'direct';
  const who = column === 'nobody' ? undefined : isDirect ? partner : made[column];
  const insiders: [Person, ...Person[]] = isDirect ? [partner, other] : [owner, admin, otherAdmin, member, other];
  const chatId = await aChat(api, insiders, isDirect ? undefined : 'Room');
  await api.ctx.db.participant.updateMany({
    where: { chatId, userId: { in: [admin.id, otherAdmin.id] } },
    data: { role: 'admin' },
  });

  const author = who && insiders.includes(who) ? who : other;
  const idOf = async (answer: ReturnType<Person['post']>) => (await answer).json<{ id: string }>().id;
  const send = (person: Person) => idOf(person.post(`/chats/${chatId}/messages/`, { content: 'hi' }));
  const speaksOf = (word: string) => route.includes(word);
  const [theirs, mine] =
    speaksOf('message') || speaksOf('reaction') ? [await send(other), await send(author)] : ['', ''];
  const react = (person: Person) => idOf(person.post('/reactions/', { message: mine, type: 'like' }));
  const theirReaction = speaksOf('reactionId') ? await react(other) : '';
  const myReaction = author === other || !speaksOf('reactionId') ? theirReaction : await react(author);
  const [adminOfGroup, ownerOfGroup] = isDirect ? [other, other] : [otherAdmin, owner];
  return { who, chat: chatId, other, outsider, ownerOfGroup, adminOfGroup, theirs, mine, theirReaction, myReaction };
}

const rows = Object.entries(table).flatMap(([route, asked]) =>
  asked.map((row) => [row.of ? `${route}, ${row.of}` : route, route, row] as const),
);

test.each(rows)('%s', async (_name, route, { path, body, answers }) => {
  const made = await aCast();
  const places = await Promise.all(columns.map((column) => aPlace(column, made, route)));
  const asked = await Promise.all(
    places.map((place) =>
      api.app.inject({
        method: route.split(' ')[0] as 'GET',
        url: path(place).startsWith('/expo/') ? path(place) : `/api${path(place)}`,
        headers: place.who ? { authorization: `Bearer ${place.who.access}` } : {},
        ...(body && { payload: body(place) }),
      }),
    ),
  );

  const byColumn = (statuses: number[]) => Object.fromEntries(columns.map((column, i) => [column, statuses[i]]));
  expect(byColumn(asked.map(({ statusCode }) => statusCode))).toEqual(byColumn(answers));
});

test('the table names every route that the api has, and no other', async () => {
  const described = (await api.app.inject('/swagger.json')).json<{ paths: Record<string, object> }>();
  const routes = Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api/, '')}`),
  );

  expect(Object.keys(table).toSorted()).toEqual(routes.toSorted());
});

describe('what does not exist', () => {
  const id = unknownId;
  test.each([
    ['GET', `/chats/${id}`, undefined, 'chat_not_found'],
    ['PATCH', `/chats/${id}`, { name: 'x' }, 'chat_not_found'],
    ['DELETE', `/chats/${id}`, undefined, 'chat_not_found'],
    ['GET', `/chats/${id}/participants`, undefined, 'chat_not_found'],
    ['POST', `/chats/${id}/add_participants`, { users_ids: [] }, 'chat_not_found'],
    ['POST', `/chats/${id}/remove_participants`, { users_ids: [] }, 'chat_not_found'],
    ['POST', `/chats/${id}/leave`, {}, 'chat_not_found'],
    ['GET', `/chats/${id}/messages`, undefined, 'chat_not_found'],
    ['POST', `/chats/${id}/messages`, { content: 'x' }, 'chat_not_found'],
    ['PUT', `/messages/read/${id}`, undefined, 'chat_not_found'],
    ['GET', `/messages/${id}`, undefined, 'message_not_found'],
    ['PATCH', `/messages/${id}`, { content: 'x' }, 'message_not_found'],
    ['DELETE', `/messages/${id}`, undefined, 'message_not_found'],
    ['PUT', `/messages/${id}/status`, { status: 'read' }, 'message_not_found'],
    ['GET', `/reactions?message_id=${id}`, undefined, 'message_not_found'],
    ['POST', '/reactions', { message: id, type: 'like' }, 'message_not_found'],
    ['DELETE', `/reactions/${id}`, undefined, 'reaction_not_found'],
    ['GET', `/users/${id}`, undefined, 'user_not_found'],
    ['PATCH', `/users/${id}`, { username: 'someone' }, 'user_not_found'],
    ['DELETE', `/users/${id}`, undefined, 'user_not_found'],
  ] as const)('%s %s is a 404', async (method, path, body, code) => {
    const { access } = await aPerson(api);

    const answer = await ask(api, method, path, { access, ...(body && { body }) });

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, code]);
  });
});
