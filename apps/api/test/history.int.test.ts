import type { Message } from '@besage/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Answer } from './support/ask.js';
import { aChat } from './support/chat.js';
import { followLinks } from './support/follow-links.js';
import { aPerson, type Person } from './support/person.js';
import { startTestApi } from './support/test-api.js';

const api = await startTestApi();
afterAll(() => api.close());

/** A chat in whose log messages and other entries take turns. */
let ana: Person, ben: Person;
let chat: string;
/** Newest first. */
let history: { id: string; seq: number }[];
const MESSAGES = 23;
beforeAll(async () => {
  [ana, ben] = await Promise.all([aPerson(api, 'ana'), aPerson(api, 'ben')]);
  chat = await aChat(api, [ana, ben], 'Room');
  history = [];
  for (let i = 0; i < MESSAGES; i++) {
    const { id, seq } = (await ana.post(`/chats/${chat}/messages/`, { content: String(i) })).json<Message>();
    history.unshift({ id, seq });
    if (i % 3 === 0) await ben.post('/reactions/', { message: id, type: 'like' });
    if (i % 7 === 0) await ask(api, 'DELETE', `/messages/${id}/`, { access: ana.access });
  }
});

const list = (query: string): Promise<Answer> => ben.get(`/chats/${chat}/messages/?${query}`);
const seqs = (answer: Answer) => answer.json<Message[]>().map(({ seq }) => seq);

const limit = fc.integer({ min: 1, max: 30 });
const place = fc.oneof(
  fc.record({ by: fc.constant('id' as const), nth: fc.nat(MESSAGES - 1) }),
  fc.record({ by: fc.constant('seq' as const), seq: fc.nat(60) }),
);
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

/** As a client names it, and where it is. */
function resolve(named: Place): { name: string; seq: number } {
  if (named.by === 'seq') return { name: String(named.seq), seq: named.seq };
  const { id, seq } = history[named.nth]!;
  return { name: id, seq };
}

describe('a window of the history equals what a naive list gives', () => {
  const check = (window: string, expected: (seq: number, limit: number) => number[]) =>
    fc.assert(
      fc.asyncProperty(place, limit, async (named, size) => {
        const { name, seq } = resolve(named);
        const answer = await list(`${window}=${name}&limit=${size}`);
        expect(seqs(answer)).toEqual(expected(seq, size));
      }),
      { numRuns: 25, interruptAfterTimeLimit: 6_000 },
    );
  const all = () => history.map(({ seq }) => seq);
  const below = (seq: number) => all().filter((each) => each < seq);
  const above = (seq: number) => all().filter((each) => each > seq);

  test('before', async () => {
    await expect(check('before', (seq, size) => below(seq).slice(0, size))).resolves.toBe(undefined);
  });

  test('after', async () => {
    await expect(check('after', (seq, size) => above(seq).slice(-size))).resolves.toBe(undefined);
  });

  test('around', async () => {
    const expected = (seq: number, size: number) => {
      const newer = Math.floor(size / 2);
      return [...(newer > 0 ? above(seq).slice(-newer) : []), ...below(seq + 1).slice(0, size - newer)];
    };
    await expect(check('around', expected)).resolves.toBe(undefined);
  });
});

test('pages lead to the end, and so do windows', async () => {
  const all = history.map(({ id }) => id);
  const ids = (pages: Message[][]) => pages.map((page) => page.map(({ id }) => id));

  const pages = ids(await followLinks<Message>(ben, `/chats/${chat}/messages/?page_size=10`));
  expect(pages).toEqual([all.slice(0, 10), all.slice(10, 20), all.slice(20)]);
  const windows = ids(await followLinks<Message>(ben, `/chats/${chat}/messages/?before=1000&limit=9`));
  expect(windows).toEqual([all.slice(0, 9), all.slice(9, 18), all.slice(18)]);
  const around = ids(await followLinks<Message>(ben, `/chats/${chat}/messages/?before=${all[4]!}&limit=9`));
  expect(around).toEqual([all.slice(5, 14), all.slice(14)]);
});

test('a page behind the end is empty', async () => {
  const answer = await list('page=9&page_size=10');

  expect([answer.statusCode, answer.json(), answer.headers.link]).toEqual([200, [], undefined]);
});

test('without anything it is a page of 20', async () => {
  expect(seqs(await list(''))).toEqual(history.slice(0, 20).map(({ seq }) => seq));
});

test.each([
  ['page=0', 400],
  ['page=x', 400],
  ['page_size=101', 400],
  ['page_size=0', 400],
  ['limit=0', 400],
  ['before=1&after=2', 400],
  ['before=nonsense', 400],
  ['before=-1', 400],
  ['after=99999999999', 400],
  ['before=01931f5e-0000-7000-8000-000000000000', 404],
])('%s is refused with %i', async (query, status) => {
  expect((await list(query)).statusCode).toBe(status);
});

test('a message of another chat is no place in this one', async () => {
  const other = await aChat(api, [ana, ben], 'Other');
  const { id } = (await ana.post(`/chats/${other}/messages/`, { content: 'there' })).json<Message>();

  expect((await list(`around=${id}`)).statusCode).toBe(404);
});

describe('GET /messages/', () => {
  let one: Person, two: Person, rooms: string[];
  beforeAll(async () => {
    [one, two] = await Promise.all([aPerson(api), aPerson(api)]);
    rooms = [];
    for (const name of ['A', 'B', 'C']) rooms.push(await aChat(api, [one, two], name));
    for (let i = 0; i < 9; i++) await two.post(`/chats/${rooms[i % 3]!}/messages/`, { content: String(i) });
    const foreign = await aChat(api, [two, ana], 'foreign');
    await two.post(`/chats/${foreign}/messages/`, { content: 'not for one' });
  });
  const contents = (answer: Answer) => answer.json<Message[]>().map(({ content }) => content);

  test('gives those of all my chats, newest first', async () => {
    expect(contents(await one.get('/messages/'))).toEqual(['8', '7', '6', '5', '4', '3', '2', '1', '0']);
    expect(contents(await one.get('/messages/?limit=2'))).toEqual(['8', '7']);
  });

  test('gives those of one chat, in pages', async () => {
    expect(contents(await one.get(`/messages/?chat_id=${rooms[1]!}`))).toEqual(['7', '4', '1']);
    const pages = await followLinks<Message>(one, `/messages/?chat_id=${rooms[1]!}&limit=2`);
    expect(pages.map((page) => page.map(({ content }) => content))).toEqual([['7', '4'], ['1']]);
  });

  test('leaves out the chats that I have left', async () => {
    const third = await aPerson(api);
    const room = await aChat(api, [third, two], 'left soon');
    await two.post(`/chats/${room}/messages/`, { content: 'hello' });
    await third.post(`/chats/${room}/leave/`, {});

    expect(contents(await third.get('/messages/'))).toEqual([]);
  });
});
