import { recordStatements } from '@besage/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '@besage/contracts';
import { aChat } from './support/chat.js';
import { aPerson, people, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

/** Somebody with little, and somebody with much: chats, messages in them, people and reactions. */
interface Life {
  who: Person;
  chat: string;
  message: string;
  /** What finds as many people. */
  search: string;
}
let little: Life, much: Life;
beforeAll(async () => {
  little = await aLife(1);
  much = await aLife(40);
}, 60_000);

async function aLife(size: number): Promise<Life> {
  const who = await aPerson(api);
  const others = await people(api, size);
  for (const other of others) {
    const id = await aChat(api, [who, other]);
    await other.post(`/chats/${id}/messages/`, { content: `hello @${who.username}` });
  }
  const chat = await aChat(api, [who, ...others], 'All');
  let message = '';
  for (const other of others) {
    message = (await other.post(`/chats/${chat}/messages/`, { content: `hi @${who.username}` })).json<Message>().id;
    await who.post('/reactions/', { message, type: 'like' });
  }
  await Promise.all(others.map((other) => other.post('/reactions/', { message, type: 'wow' })));
  // What was there before has been marked as delivered.
  await who.get(`/chats/${chat}/messages/`);
  return { who, chat, message, search: size === 1 ? who.username : 'person' };
}

test.each<[string, (life: Life) => string]>([
  ['/users/', ({ search }) => `/users/?search=${search}`],
  ['/chats/', () => '/chats/'],
  ['/chats/?search', () => '/chats/?search=person'],
  ['/chats/{id}/', ({ chat }) => `/chats/${chat}/`],
  ['/chats/{id}/participants/', ({ chat }) => `/chats/${chat}/participants/`],
  ['/chats/{id}/messages/', ({ chat }) => `/chats/${chat}/messages/?page_size=100`],
  ['/chats/{id}/messages/?before', ({ chat }) => `/chats/${chat}/messages/?before=1000&limit=100`],
  ['/chats/{id}/messages/?after', ({ chat }) => `/chats/${chat}/messages/?after=1&limit=100`],
  ['/chats/{id}/messages/?around', ({ chat, message }) => `/chats/${chat}/messages/?around=${message}&limit=100`],
  ['/messages/', () => '/messages/?limit=100'],
  ['/messages/?chat_id', ({ chat }) => `/messages/?chat_id=${chat}&limit=100`],
  ['/reactions/', ({ message }) => `/reactions/?message_id=${message}`],
])('GET %s asks PostgreSQL the same number of times for 1 row and for 40', async (_route, pathOf) => {
  const count = async (life: Life) => {
    const stop = recordStatements();
    const answer = await life.who.get(pathOf(life));
    return { statements: stop().length, status: answer.statusCode, body: answer.body.length };
  };
  const [few, many] = [await count(little), await count(much)];

  expect([few.status, many.status]).toEqual([200, 200]);
  expect(many.body).toBeGreaterThan(few.body);
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeGreaterThan(1);
  expect(many.statements).toBeLessThan(12);
});
