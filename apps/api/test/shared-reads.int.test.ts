import { recordStatements } from '@besage/stack/testing';
import type { Chat, Message } from '@besage/contracts';
import { newId } from '@besage/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { people, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

/** Each has a chat with one other, and a message of their own in it. */
let lives: { who: Person; chat: string; message: string }[];
beforeAll(async () => {
  const [one, two, three, other] = await people(api, 4);
  lives = await Promise.all(
    [one!, two!, three!].map(async (who) => {
      const chat = await aChat(api, [who, other!], `of ${who.username}`);
      const { id } = (await who.post(`/chats/${chat}/messages/`, { content: `by ${who.username}` })).json<Message>();
      return { who, chat, message: id };
    }),
  );
});

const ids = (answer: Answer) => answer.json<{ id: string }[]>().map(({ id }) => id);
const history = (who: Person, chat: string, query = '') => who.get(`/chats/${chat}/messages/${query}`);

test('each of those who ask at the same time gets their own messages', async () => {
  const answers = await Promise.all(lives.map(({ who, chat }) => history(who, chat)));
  expect(answers.map(ids)).toEqual(lives.map(({ message }) => [message]));
});

test('each gets their own chats', async () => {
  const answers = await Promise.all(lives.map(({ who }) => who.get('/chats/')));
  expect(answers.map(ids)).toEqual(lives.map(({ chat }) => [chat]));
});

test('each gets the same chat as they see it', async () => {
  const [ana, ben] = (await people(api, 2)) as [Person, Person];
  const chat = await aChat(api, [ana, ben], 'shared');
  await ana.post(`/chats/${chat}/messages/`, { content: 'not unread to me' });
  const answers = await Promise.all([ana.get('/chats/'), ben.get('/chats/')]);
  expect(answers.map((answer) => answer.json<Chat[]>().map(({ unread_count }) => unread_count))).toEqual([[0], [1]]);
});

test('who may not see a chat is refused, beside those who may', async () => {
  const [{ who, chat, message }, { who: stranger }] = [lives[0]!, lives[1]!];
  const unknown = newId();
  const answers = await Promise.all([
    history(who, chat),
    history(stranger, chat),
    history(who, unknown),
    who.get(`/chats/${chat}/`),
    stranger.get(`/chats/${chat}/`),
    stranger.get(`/messages/${message}/`),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 403, 404, 200, 403, 403]);
});

test('each gets the part of a history that they ask for', async () => {
  const [who, ben] = (await people(api, 2)) as [Person, Person];
  const chat = await aChat(api, [who, ben], 'long');
  const send = async (content: string) => (await who.post(`/chats/${chat}/messages/`, { content })).json<Message>().id;
  const [message, id] = [await send('older'), await send('newer')];
  const answers = await Promise.all([
    history(who, chat, '?page_size=1'),
    history(who, chat, '?page_size=1&page=2'),
    history(who, chat, `?before=${id}`),
    history(who, chat, `?after=${message}`),
    history(who, chat),
  ]);
  expect(answers.map(ids)).toEqual([[id], [message], [message], [id], [id, message]]);
});

test.each<[string, (life: (typeof lives)[number]) => string]>([
  ['/chats/', () => '/chats/'],
  ['/chats/{id}/', ({ chat }) => `/chats/${chat}/`],
  ['/chats/{id}/messages/', ({ chat }) => `/chats/${chat}/messages/`],
])('GET %s by three at the same time asks PostgreSQL as often as by one', async (_route, pathOf) => {
  const statementsOf = async (those: typeof lives) => {
    const stop = recordStatements();
    await Promise.all(those.map((life) => life.who.get(pathOf(life))));
    return stop().length;
  };
  await statementsOf(lives);
  const alone = await statementsOf(lives.slice(0, 1));
  expect(await statementsOf(lives)).toBe(alone);
});
